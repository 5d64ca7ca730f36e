using StyleForge.Engine.Optimisation;

namespace StyleForge.Training.Pictures;

/// <summary>Which pictures are trained on, and how they are kept. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record TrainingPictureOptions
{
    /// <summary>Pixels of the shorter side below which a file is left out, 1 or more.</summary>
    public int LeastSide { get; init => field = OptionRange.Between(1, 65_500, value); } = 96;

    /// <summary>Pixels of the longer side that a picture is shrunk to where it has more, 1 or more.</summary>
    public int LongestSide { get; init => field = OptionRange.Between(1, 65_500, value); } = 1100;

    /// <summary>The grey behind what is transparent, a level from 0 to 255.</summary>
    public int Background { get; init => field = OptionRange.Between(0, 255, value); } = 128;

    /// <summary>
    /// Two pictures are the same where their thumbnails of 32×32 colours differ by no more than this on average, in levels of
    /// 255; 0 forgives nothing.
    /// </summary>
    public double Sameness { get; init => field = OptionRange.AtLeast(0, value); } = 1.5;
}
