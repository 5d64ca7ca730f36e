using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>A whole render looks as it did, on every vector width.</summary>
[EveryWidth]
public sealed class GoldenRenderTests : IDisposable
{
    private static readonly string[] DefaultLayers = ["--content-layers", "relu4_2", "--style-layers", "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1"];

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void A_small_render_looks_as_it_did()
    {
        Assert.True(_studio.Render("a.png", [.. DefaultLayers, "--size", "96", "--minimum-size", "48", "--first-iterations", "3", "--iterations", "3"]) == 0, _studio.Error);

        // Few steps and no tiny level on purpose: widths round otherwise, and where L-BFGS runs away and restarts, as it does on
        // a first level of 24 pixels, the pictures part for good. After sixteen steps a machine without fused multiply-add is 11 levels off in places, after six it is not.
        ImageAssert.MatchesGolden(ImageCodecs.Default.Read(_studio.File("a.png")));
    }
}
