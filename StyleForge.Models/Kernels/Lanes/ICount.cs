namespace StyleForge.Models.Kernels.Lanes;

/// <summary>A number that the compiler knows: kernels are compiled once for each, and what it rules out is not compiled.</summary>
internal interface ICount
{
    /// <summary>The number.</summary>
    static abstract int Count { get; }
}
