using StyleForge.Models.Torch;

namespace StyleForge.Tests.TestKit;

/// <summary>A test that calls libtorch; reported as skipped where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute()
    {
        Skip = TorchTheoryAttribute.Reason;
    }
}

/// <summary>A theory that calls libtorch; reported as skipped where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute()
    {
        Skip = Reason;
    }

    /// <summary>Why tests of libtorch are skipped; null where they run. The beginning is what <c>.ci/run</c> looks for.</summary>
    internal static string? Reason { get; } = Try();

    private static string? Try()
    {
        try
        {
            TorchLibrary.Load(threads: 2);
            return null;
        }
        catch (TorchUnavailableException failure)
        {
            return $"Needs libtorch: {failure.Message}";
        }
    }
}
