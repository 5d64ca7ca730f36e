using StyleForge.Models.Kernels;

namespace StyleForge.Tests.TestKit;

/// <summary>A test of kernels that need vectors; reported as skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute()
    {
        Skip = VectorTheoryAttribute.Reason;
    }
}

/// <summary>A theory of kernels that need vectors; reported as skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorTheoryAttribute : TheoryAttribute
{
    public VectorTheoryAttribute()
    {
        Skip = Reason;
    }

    /// <summary>Why tests of vectors are skipped; null where they run.</summary>
    internal static string? Reason => VectorWidth.Bits > 0 ? null : "Needs vectors: without them there is no such kernel.";
}
