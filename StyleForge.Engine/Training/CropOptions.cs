using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Training;

/// <summary>How crops are drawn from pictures. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record CropOptions
{
    /// <summary>The smallest <see cref="LeastScale"/>, which bounds how many samples make one.</summary>
    public const double ScaleLimit = 0.125;

    /// <summary>Pixels of a crop's side, 8 to 512.</summary>
    public int Side { get; init => field = OptionRange.Between(8, 512, value); } = 96;

    /// <summary>
    /// The smallest scale, in pixels of the crop for one of the picture, at least <see cref="ScaleLimit"/>. Where a picture is too
    /// small for it, its own smallest scale stands in.
    /// </summary>
    public double LeastScale { get; init => field = OptionRange.AtLeast(ScaleLimit, value); } = 0.5;

    /// <summary>The largest scale; where it is below the smallest, that one stands in.</summary>
    public double LargestScale { get; init => field = OptionRange.AtLeast(ScaleLimit, value); } = 2.2;

    /// <summary>
    /// How much a crop must show not to be drawn anew: how far neighbouring pixels of the picture differ on average, in levels of
    /// 255, 0 or more. Skies and plain walls lie below 1, fur and leaves above 10.
    /// </summary>
    public double LeastDetail { get; init => field = OptionRange.AtLeast(0, value); } = 2;

    /// <summary>How often a crop is drawn at most, 1 to 64; the last one is taken as it is, so that plain ones stay, but few.</summary>
    public int Attempts { get; init => field = OptionRange.Between(1, 64, value); } = 4;

    /// <summary>The share of crops that are mirrored left to right, 0 to 1.</summary>
    public double Mirrored { get; init => field = OptionRange.Part(value); } = 0.5;

    /// <summary>The share of crops that are turned by 90, 180 or 270 degrees, 0 to 1. Photographs have an up; textures do not.</summary>
    public double Turned { get; init => field = OptionRange.Part(value); }

    /// <summary>The share of crops whose colour channels change places, 0 to 1; none stays with its channels as they were.</summary>
    public double Shuffled { get; init => field = OptionRange.Part(value); } = 0.1;

    /// <summary>The share of crops whose brightness, contrast and saturation change, 0 to 1.</summary>
    public double Coloured { get; init => field = OptionRange.Part(value); } = 0.8;

    /// <summary>How much is added to all samples at most, and taken away at most, 0 to below 1.</summary>
    public double Brightness { get; init => field = OptionRange.Share(value); } = 0.1;

    /// <summary>How far contrast goes: from 1 less this to 1 more, around middle grey; 0 to below 1.</summary>
    public double Contrast { get; init => field = OptionRange.Share(value); } = 0.25;

    /// <summary>How far saturation goes: from 1 less this to 1 more, around a pixel's luminance; 0 to below 1.</summary>
    public double Saturation { get; init => field = OptionRange.Share(value); } = 0.4;
}
