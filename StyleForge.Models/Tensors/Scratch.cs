namespace StyleForge.Models.Tensors;

/// <summary>Memory that a <see cref="TensorPool"/> lends for the length of one call; not cleared.</summary>
internal readonly unsafe ref struct Scratch(TensorPool owner, nint pointer, long bytes) : IDisposable
{
    /// <summary>The first element, 64-byte aligned.</summary>
    public float* Pointer => (float*)pointer;

    public void Dispose() => owner.Return(pointer, bytes);
}
