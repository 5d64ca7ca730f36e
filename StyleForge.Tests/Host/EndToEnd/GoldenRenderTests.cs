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
        Assert.True(_studio.Render("a.png", "--iterations", "15", "--first-iterations", "20") == 0, _studio.Error);

        // Another vector width rounds otherwise, and thirty-five steps amplify that: a few levels, not a look.
        ImageAssert.MatchesGolden(ImageCodecs.Default.Read(_studio.File("a.png")), new ImageTolerance(Share: 0.02, Levels: 8, MeanLevels: 1.5));
    }
}
