namespace StyleForge.Tests.TestKit;

/// <summary>A theory that needs the data folder of <see cref="TestData"/>; reported as skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TestDataTheoryAttribute : TheoryAttribute
{
    public TestDataTheoryAttribute()
    {
        if (TestData.Folder is null)
        {
            Skip = "Needs real weights and pictures: set STYLEFORGE_TEST_DATA to their folder.";
        }
    }
}
