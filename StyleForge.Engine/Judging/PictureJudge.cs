using StyleForge.Engine.Imaging;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Judging;

/// <summary>Measures finished pictures against the content and the style that they were made of.</summary>
public sealed class PictureJudge
{
    private readonly StyleDistance _distance;
    private readonly Picture _content;
    private readonly Picture _style;
    private readonly WorkerPool _workers;
    private IReadOnlyList<float[]> _styleGrams = [];
    private int _styleLongSide;

    /// <summary>Fixes what pictures are measured against.</summary>
    /// <param name="network">The network to look with, best one that did not make the pictures; stays the caller's.</param>
    /// <param name="taps">Its taps to look at, one or more.</param>
    /// <param name="content">The content, at any size.</param>
    /// <param name="style">The style, at any size.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    public PictureJudge(Network<float> network, IReadOnlyList<string> taps, Picture content, Picture style, WorkerPool workers)
    {
        _distance = new StyleDistance(network, taps, workers);
        _content = content;
        _style = style;
        _workers = workers;
    }

    /// <summary>The size that a style is seen at beside a picture: their long sides are equal, as in a render.</summary>
    public static (int Width, int Height) StyleSize(int styleWidth, int styleHeight, int width, int height) =>
        Resampler.Fit(styleWidth, styleHeight, Math.Max(width, height));

    /// <summary>Measures a picture. The content is brought to the picture's size, the style to its long side.</summary>
    /// <exception cref="ArgumentException">The picture or the style beside it is too small for a tap or for <see cref="Ssim"/>.</exception>
    public Judgement Judge(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var ssim = Ssim.Of(picture, Resampler.Resize(_content, picture.Width, picture.Height, workers: _workers));
        var longSide = Math.Max(picture.Width, picture.Height);
        if (longSide != _styleLongSide)
        {
            var (width, height) = StyleSize(_style.Width, _style.Height, picture.Width, picture.Height);
            _styleGrams = _distance.GramsOf(Resampler.Resize(_style, width, height, workers: _workers));
            _styleLongSide = longSide;
        }

        return new Judgement(picture.Width, picture.Height, _distance.Between(_distance.GramsOf(picture), _styleGrams), ssim);
    }
}
