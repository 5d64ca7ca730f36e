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
        string Committed(params string[] path) => Path.Combine([TestData.Repository, .. path]);
        string[] render =
        [
            "render", Committed("jobs", "examples", "content", "castle.jpg"), "--style", Committed("styles", "starry-impasto.jpg"), "-o", "a.png",
            "--size", "96", "--minimum-size", "48", "--first-iterations", "6", "--iterations", "1",
        ];
        Assert.True(_studio.Run(render) == 0, _studio.Error);

        // Few steps on purpose: widths round otherwise, and each step of L-BFGS makes more of it. After these seven a machine without fused
        // multiply-add is a thirtieth of a level off, after nine it may be ten.
        ImageAssert.MatchesGolden(ImageCodecs.Default.Read(_studio.File("a.png")));
    }
}
