using StyleForge.Engine.Running;

namespace StyleForge.Tests.Engine.Running;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData(1, "1 B")]
    [InlineData(10, "10 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(999_000, "999 kB")]
    [InlineData(512_000_000, "512 MB")]
    [InlineData(4_000_000_000, "4.0 GB")]
    public void No_amount_is_called_nothing(long bytes, string text)
    {
        Assert.Equal(text, MemorySize.Format(bytes));
        Assert.Equal(bytes, MemorySize.Parse(text));
    }
}
