namespace StyleForge.Models.Kernels.Blocked;

/// <summary>How much scratch memory a kernel needs.</summary>
/// <param name="Shared">Floats that all workers share.</param>
/// <param name="Own">Floats that each worker has to itself.</param>
internal readonly record struct WinogradScratch(long Shared, long Own);
