using StyleForge.Models.Kernels;

namespace StyleForge.Tests.Models.Kernels;

public sealed class VectorWidthTests
{
    [Theory]
    [InlineData(null, int.MaxValue)]
    [InlineData("", int.MaxValue)]
    [InlineData("512", 512)]
    [InlineData("128", 128)]
    [InlineData("0", 0)]
    public void A_cap_is_read(string? text, int bits) => Assert.Equal(bits, VectorWidth.Cap(text));

    [Theory]
    [InlineData("64")]
    [InlineData("avx2")]
    [InlineData("-1")]
    public void A_cap_that_means_nothing_is_refused_with_what_is_allowed(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => VectorWidth.Cap(text));
        Assert.Contains($"'{text}', but must be 512, 256, 128 or 0", refusal.Message, StringComparison.Ordinal);
    }
}
