using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Weights are shares: a common factor on all of them changes nothing that can be seen.</summary>
public sealed class WeightScaleTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData(1e-8)]
    [InlineData(1e-4)]
    [InlineData(1e4)]
    [InlineData(1e8)]
    public void A_common_factor_gives_the_same_picture(double factor)
    {
        Assert.Equal(0, Render("one.png", 1));
        Assert.Equal(0, Render("other.png", factor));

        ImageAssert.Similar(ImageCodecs.Default.Read(_studio.File("one.png")), ImageCodecs.Default.Read(_studio.File("other.png")), ImageTolerance.Default);
    }

    [Fact]
    public void A_picture_of_small_weights_is_painted()
    {
        Assert.Equal(0, Render("painted.png", 1e-8));

        var (content, painted) = (ImageCodecs.Default.Read(_studio.File("content.png")), ImageCodecs.Default.Read(_studio.File("painted.png")));
        Assert.True(content.Samples.Zip(painted.Samples, (before, after) => Math.Abs(before - after)).Average(difference => difference) > 3);
    }

    private int Render(string output, double factor) => _studio.Render(
        output, "--content-weight", Text(factor), "--style-weight", Text(10 * factor), "--total-variation-weight", Text(0.5 * factor), "--iterations", "5", "--first-iterations", "5");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
