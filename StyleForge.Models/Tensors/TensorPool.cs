using System.Numerics;
using System.Runtime.InteropServices;

namespace StyleForge.Models.Tensors;

/// <summary>
/// Lends tensors and keeps their memory for the next one of about the same size, so that an iteration loop allocates
/// nothing after its first round. Safe to use from several threads.
/// </summary>
public sealed unsafe class TensorPool : IDisposable
{
    /// <summary>Every tensor starts on a multiple of this many bytes: one cache line, one 512-bit vector.</summary>
    internal const nuint Alignment = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private bool _disposed;

    /// <summary>How many tensors are lent at the moment; 0 when everybody cleaned up.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Bytes held by the pool, lent or free.</summary>
    public long Bytes { get; private set; }

    /// <summary>The largest value that <see cref="Bytes"/> has had.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>What a tensor of so many elements takes of a pool.</summary>
    /// <param name="elements">Elements, 0 or more; may be more than a tensor can have.</param>
    public static long BytesOf<T>(long elements)
        where T : unmanaged => RoundUp(elements * sizeof(T));

    /// <summary>Lends a tensor. Its elements are whatever the last user left.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Tensor<T> Rent<T>(Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bytes = BytesOf<T>(shape.ElementCount);
        return new Tensor<T>(shape, (T*)Take(bytes), bytes / sizeof(T), this);
    }

    /// <summary>Lends a tensor whose elements are zero.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Tensor<T> RentZeroed<T>(Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Rent<T>(shape);
        tensor.Span.Clear();
        return tensor;
    }

    /// <summary>Frees the memory that nobody holds; what is still lent is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Trim();
        }
    }

    /// <summary>Frees the memory that nobody holds, for instance between two pyramid levels of different size.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var (bytes, stack) in _free)
            {
                while (stack.TryPop(out var pointer))
                {
                    NativeMemory.AlignedFree((void*)pointer);
                    Bytes -= bytes;
                }
            }
        }
    }

    /// <summary>Lends bare memory for the length of a call, without making an object of it.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    internal Scratch RentScratch(long floats)
    {
        var bytes = RoundUp(floats * sizeof(float));
        return new Scratch(this, Take(bytes), bytes);
    }

    private nint Take(long bytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_free.TryGetValue(bytes, out var stack) || !stack.TryPop(out var pointer))
            {
                pointer = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
                Bytes += bytes;
                PeakBytes = Math.Max(PeakBytes, Bytes);
            }

            Outstanding++;
            return pointer;
        }
    }

    internal void Return(nint pointer, long bytes)
    {
        lock (_gate)
        {
            Outstanding--;
            if (_disposed)
            {
                NativeMemory.AlignedFree((void*)pointer);
                Bytes -= bytes;
                return;
            }

            if (!_free.TryGetValue(bytes, out var stack))
            {
                _free[bytes] = stack = new Stack<nint>();
            }

            stack.Push(pointer);
        }
    }

    // Size classes of a sixteenth of a power of two: at most 1/16 is wasted, and sizes that differ little share memory.
    private static long RoundUp(long bytes)
    {
        var step = Math.Max((long)Alignment, (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, 1)) / 32);
        return (bytes + step - 1) / step * step;
    }
}
