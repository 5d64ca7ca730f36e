using StyleForge.Models.Kernels;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>
/// Runs the classes marked <see cref="EveryWidthAttribute"/> again in a process of its own for each narrower width, which
/// first proves that the width is really what it should be.
/// </summary>
[Long]
public sealed class WidthMatrixTests
{
    [WidthFact(needs: 512)]
    public void Without_avx512_everything_holds_on_256_bits() => ExpectedWidth.RunChild(256, "DOTNET_EnableAVX512", "0");

    [WidthFact(needs: 256)]
    public void Without_avx2_everything_holds_on_128_bits() => ExpectedWidth.RunChild(128, "DOTNET_EnableAVX2", "0");

    [WidthFact(needs: 128)]
    public void Without_any_vectors_everything_holds_on_the_references() => ExpectedWidth.RunChild(0, "DOTNET_EnableHWIntrinsic", "0");

    [WidthFact(needs: 256)]
    public void Capped_by_our_own_variable_everything_holds_on_128_bits() => ExpectedWidth.RunChild(128, VectorWidth.CapVariable, "128");

    [Fact]
    public void A_child_whose_switch_did_nothing_is_found_out()
    {
        var failure = Assert.ThrowsAny<Exception>(() => ExpectedWidth.RunChild(64, "STYLEFORGE_NO_SUCH_SWITCH", "1"));
        Assert.Contains("expected 64", failure.Message, StringComparison.Ordinal);
    }
}
