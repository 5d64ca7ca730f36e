namespace StyleForge.Tests.TestKit;

/// <summary>A theory about something that only Linux has; reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    /// <param name="needs">What the test needs, to begin a sentence: <c>/dev/full, the disk that is always full</c>.</param>
    public LinuxTheoryAttribute(string needs)
    {
        Needs = needs;
        if (!OperatingSystem.IsLinux())
        {
            Skip = $"Needs {needs}, which only Linux has.";
        }
    }

    public string Needs { get; }
}
