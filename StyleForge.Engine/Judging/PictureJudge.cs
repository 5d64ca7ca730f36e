using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Judging;

/// <summary>Measures finished pictures against the content and the style that they were made of.</summary>
public sealed class PictureJudge
{
    private readonly IReadOnlyList<StyleDistance> _distances;
    private readonly Lpips? _lpips;
    private readonly Picture _content;
    private readonly Picture _style;
    private readonly WorkerPool _workers;
    private Targets? _targets;

    /// <summary>Fixes what pictures are measured against.</summary>
    /// <param name="networks">What to compare the style in, best networks that did not make the pictures; they stay the caller's.</param>
    /// <param name="lpips">The perceptual distance to the content; null to leave it out.</param>
    /// <param name="content">The content, at any size.</param>
    /// <param name="style">The style, at any size.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    public PictureJudge(IReadOnlyList<IFeatureExtractor> networks, Lpips? lpips, Picture content, Picture style, WorkerPool workers)
    {
        _distances = [.. networks.Select(network => new StyleDistance(network, workers))];
        _lpips = lpips;
        _content = content;
        _style = style;
        _workers = workers;
    }

    /// <summary>The least side of a picture, in pixels, whatever the networks need.</summary>
    public static int MinimumSide => Math.Max(Ssim.Window, BorderScore.MinimumSide);

    /// <summary>The size that a style is seen at beside a picture: their long sides are equal, as in a render.</summary>
    public static (int Width, int Height) StyleSize(int styleWidth, int styleHeight, int width, int height) =>
        Resampler.Fit(styleWidth, styleHeight, Math.Max(width, height));

    /// <summary>Measures a picture. The content is brought to the picture's size, the style to its long side.</summary>
    /// <exception cref="ArgumentException">The picture or the style beside it is too small for a network, <see cref="Ssim"/> or <see cref="BorderScore"/>.</exception>
    public Judgement Judge(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (_targets is not { } targets || (targets.Content.Width, targets.Content.Height) != (picture.Width, picture.Height))
        {
            _targets = targets = TargetsFor(picture);
        }

        return new Judgement(
            picture.Width,
            picture.Height,
            [.. _distances.Zip(targets.StyleGrams, (distance, grams) => distance.Between(distance.GramsOf(picture), grams))],
            Ssim.Of(picture, targets.Content),
            _lpips?.Between(_lpips.Look(picture), targets.ContentFeatures),
            ColourNoise.FineShare(picture),
            targets.StyleFineChroma,
            BorderScore.Of(picture));
    }

    private Targets TargetsFor(Picture picture)
    {
        var content = Resampler.Resize(_content, picture.Width, picture.Height, workers: _workers);
        var (width, height) = StyleSize(_style.Width, _style.Height, picture.Width, picture.Height);
        var style = Resampler.Resize(_style, width, height, workers: _workers);
        return new Targets(content, _lpips?.Look(content) ?? [], [.. _distances.Select(distance => distance.GramsOf(style))], ColourNoise.FineShare(style));
    }

    /// <summary>What pictures of one size are measured against.</summary>
    private sealed record Targets(Picture Content, IReadOnlyList<float[]> ContentFeatures, IReadOnlyList<IReadOnlyList<float[]>> StyleGrams, double StyleFineChroma);
}
