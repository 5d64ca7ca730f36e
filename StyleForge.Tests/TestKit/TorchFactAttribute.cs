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

    /// <summary>Set where these tests must not be skipped, as by <c>.ci/run</c>: then they fail.</summary>
    internal const string RequiringVariable = "STYLEFORGE_TESTS_NEED_LIBTORCH";

    /// <summary>Why tests of libtorch are skipped; null where they run.</summary>
    /// <remarks>Loads the library in any case: whichever test is the first finds it there.</remarks>
    internal static string? Reason { get; } = Try() is { } problem && Environment.GetEnvironmentVariable(RequiringVariable) is null ? problem : null;

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
