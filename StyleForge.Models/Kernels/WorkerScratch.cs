using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels;

/// <summary>Scratch memory for each worker, zero at first and a cache line apart.</summary>
internal sealed unsafe class WorkerScratch : IDisposable
{
    private readonly Tensor<float> _memory;
    private readonly int _length;

    public WorkerScratch(int length, WorkerPool workers, TensorPool pool)
    {
        _length = (length + 31) / 16 * 16;
        _memory = pool.RentZeroed<float>([workers.Threads, _length]);
    }

    /// <summary>The memory of one worker.</summary>
    public float* this[int worker] => _memory.Pointer + ((long)worker * _length);

    public void Dispose() => _memory.Dispose();
}
