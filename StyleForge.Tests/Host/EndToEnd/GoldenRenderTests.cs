using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>A whole render looks as it did, on every vector width.</summary>
[EveryWidth]
public sealed class GoldenRenderTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void A_small_render_looks_as_it_did()
    {
        Assert.True(_studio.Render("a.png") == 0, _studio.Error);

        // Few steps on purpose: widths round otherwise, and each step of L-BFGS amplifies that. After thirty-five steps the
        // pictures are other ones of the same look, and only a tolerance that would forgive a fault could call them equal.
        ImageAssert.MatchesGolden(ImageCodecs.Default.Read(_studio.File("a.png")));
    }
}
