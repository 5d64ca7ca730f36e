using System.Runtime.InteropServices;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Which devices count, and what their complaints mean; what a processor can show of it.</summary>
public sealed class TorchCudaTests
{
    [TorchFact]
    public void A_device_counts_that_computes()
    {
        Assert.Null(TorchCuda.Complaint(torch.CPU));

        // It has shapes but no numbers: kernels run, and nothing comes of them.
        Assert.NotEqual("", TorchCuda.Complaint(torch.META) ?? "");
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB.", true)]
    [InlineData("CUDA error: out of memory\nCompile with `TORCH_USE_CUDA_DSA`.", true)]
    [InlineData("[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.", true)]
    [InlineData("[enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", true)]
    [InlineData("CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors might be reported late.", false)]
    [InlineData("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", false)]
    public void Lack_of_memory_is_told_from_other_failures(string message, bool isMemory) =>
        Assert.Equal(isMemory, TorchFailure.IsOutOfMemory(new Said(message)));

    [Fact]
    public void The_reason_is_the_first_line() =>
        Assert.Equal("CUDA error: no kernel image", TorchFailure.Reason(new Said("CUDA error: no kernel image.\nCompile with flags.\n")));

    private sealed class Said(string message) : ExternalException(message);
}
