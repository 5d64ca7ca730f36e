using System.Numerics;
using System.Runtime.InteropServices;

namespace StyleForge.Models.Tensors;

/// <summary>
/// A dense array of numbers with a shape, row-major (the last dimension is contiguous), in unmanaged memory aligned to
/// 64 bytes. Whoever allocates a tensor disposes it; a tensor rented from a <see cref="TensorPool"/> goes back there.
/// </summary>
/// <typeparam name="T"><see cref="float"/> in production, <see cref="double"/> where a derivative or a reference needs it.</typeparam>
public sealed unsafe class Tensor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TensorPool? _owner;
    private readonly bool _borrowed;
    private T* _pointer;

    /// <summary>Allocates a tensor whose elements are zero.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not there.</exception>
    public Tensor(Shape shape)
        : this(shape, AllocateZeroed(shape), capacity: shape.ElementCount, owner: null)
    {
    }

    internal Tensor(Shape shape, T* pointer, long capacity, TensorPool? owner)
    {
        Shape = shape;
        Capacity = capacity;
        _pointer = pointer;
        _owner = owner;
    }

    private Tensor(Shape shape, Tensor<T> lender, long offset)
        : this(shape, lender.Pointer + offset, lender.Capacity - offset, owner: null)
    {
        _borrowed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees memory that nobody disposed; pooled tensors are counted as leaks by their pool instead.</summary>
    ~Tensor() => Release();

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Shape.ElementCount;

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<T> Span => new(Pointer, Length);

    /// <summary>The first element; 64-byte aligned and valid until the tensor is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public T* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == null, this);
            return _pointer;
        }
    }

    internal long Capacity { get; }

    /// <summary>Allocates a tensor and copies the elements into it.</summary>
    /// <exception cref="ArgumentException">The number of elements is not the shape's.</exception>
    public static Tensor<T> From(Shape shape, ReadOnlySpan<T> elements)
    {
        if (elements.Length != shape.ElementCount)
        {
            throw new ArgumentException($"The shape {shape} has {shape.ElementCount} elements, but {elements.Length} were given.", nameof(elements));
        }

        var tensor = new Tensor<T>(shape);
        elements.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>Another shape over a part of the same memory, which stays this tensor's: use it no longer than this one.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="offset">Elements of this tensor before the part.</param>
    /// <exception cref="ArgumentException">The part has more elements than this tensor.</exception>
    internal Tensor<T> Alias(Shape shape, long offset = 0) => offset + shape.ElementCount <= Length
        ? new Tensor<T>(shape, this, offset)
        : throw new ArgumentException($"A shape {shape} does not fit the memory of a tensor of shape {Shape}.", nameof(shape));

    /// <summary>Frees the memory, or hands it back to the pool it was rented from. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (_pointer == null)
        {
            return;
        }

        if (_owner is not null)
        {
            _owner.Return((nint)_pointer, Capacity * sizeof(T));
            _pointer = null;
        }

        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>The shape and element type, for logs: <c>1×64×32×48 Single</c>.</summary>
    public override string ToString() => $"{Shape} {typeof(T).Name}";

    private static T* AllocateZeroed(Shape shape)
    {
        var bytes = (nuint)shape.ElementCount * (nuint)sizeof(T);
        var pointer = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), TensorPool.Alignment);
        NativeMemory.Clear(pointer, bytes);
        return (T*)pointer;
    }

    private void Release()
    {
        if (_pointer != null && !_borrowed)
        {
            NativeMemory.AlignedFree(_pointer);
        }

        _pointer = null;
    }
}
