namespace StyleForge.Tests.TestKit;

/// <summary>A test that needs the data folder of <see cref="TestData"/> and libtorch; reported as skipped where one of them is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TestDataTorchFactAttribute : FactAttribute
{
    public TestDataTorchFactAttribute()
    {
        Skip = new TestDataFactAttribute().Skip ?? TorchTheoryAttribute.Reason;
    }
}
