using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;
using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>Numbers between this project's tensors and libtorch's.</summary>
internal static class TensorCopy
{
    /// <summary>A copy on a device, in the caller's dispose scope.</summary>
    public static Tensor ToDevice(Tensor<float> source, Device device) =>
        tensor(source.Span.ToArray(), [.. source.Shape.Select(extent => (long)extent)], device: device);

    /// <summary>A copy in memory, which belongs to the caller.</summary>
    public static Tensor<float> ToMemory(Tensor source)
    {
        using var scope = NewDisposeScope();
        var numbers = source.detach().to(ScalarType.Float32).cpu().contiguous();
        return Tensor<float>.From([.. numbers.shape.Select(extent => (int)extent)], MemoryMarshal.Cast<byte, float>(numbers.bytes));
    }

    /// <summary>Overwrites numbers on a device.</summary>
    /// <exception cref="ArgumentException">There are another number of them.</exception>
    public static void Copy(Tensor<float> source, Tensor destination)
    {
        if (source.Length != destination.numel())
        {
            throw new ArgumentException($"{source.Length} numbers do not fit {destination.numel()}.", nameof(source));
        }

        using var scope = NewDisposeScope();
        using var free = no_grad();
        destination.copy_(tensor(source.Span.ToArray(), destination.shape, device: destination.device));
    }
}
