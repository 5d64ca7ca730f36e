namespace StyleForge.Models.Kernels.Blocked;

/// <summary>Scratch memory of all kernels of a run: a part that the workers share, and one for each.</summary>
/// <param name="memory">Where it lies.</param>
/// <param name="shared">Floats of the shared part, a multiple of a cache line.</param>
/// <param name="own">Floats of each worker's, a multiple of a cache line.</param>
internal readonly unsafe struct ScratchMemory(float* memory, long shared, long own)
{
    /// <summary>What all workers share.</summary>
    public float* Shared => memory;

    /// <summary>What one worker has to itself.</summary>
    public float* Own(int worker) => memory + shared + (worker * own);
}
