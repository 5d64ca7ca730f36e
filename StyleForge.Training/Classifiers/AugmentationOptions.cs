using StyleForge.Engine.Optimisation;

namespace StyleForge.Training.Classifiers;

/// <summary>How pictures are changed by chance each time that a network learns from them. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record AugmentationOptions
{
    /// <summary>True to mirror half of them left to right.</summary>
    public bool Mirror { get; init; }

    /// <summary>How much of the side is cut off at most, 0 to 0.9: a square of at least the rest, anywhere in the picture, is enlarged to its size.</summary>
    public double Crop { get; init => field = value <= 0.9 ? OptionRange.Share(value) : OptionRange.Share(1); }

    /// <summary>Degrees that a picture is turned at most, either way, 0 to 180.</summary>
    public double Rotation { get; init => field = value <= 180 ? OptionRange.AtLeast(0, value) : OptionRange.AtLeast(0, double.NaN); }

    /// <summary>Degrees that upright lines are made to lean at most, either way, 0 to below 60.</summary>
    public double Shear { get; init => field = value < 60 ? OptionRange.AtLeast(0, value) : OptionRange.AtLeast(0, double.NaN); }

    /// <summary>How much larger or smaller a picture becomes at most, across and down each for itself: 0.2 for from a factor of 1/1.2 to one of 1.2; 0 to below 1.</summary>
    public double Scale { get; init => field = OptionRange.Share(value); }

    /// <summary>How far a picture is moved at most, across and down, as a share of its side; 0 to below 1.</summary>
    public double Shift { get; init => field = OptionRange.Share(value); }

    /// <summary>
    /// How far its parts move against each other, as the deviation of normal numbers in shares of the side: they stand five by five on the picture, with smooth
    /// surfaces between (after Simard, Steinkraus and Platt 2003); 0 to below 1.
    /// </summary>
    public double Elastic { get; init => field = OptionRange.Share(value); }

    /// <summary>How far brightness (of all), contrast and saturation (of themselves) go at most, either way, 0 to below 1.</summary>
    public double Colour { get; init => field = OptionRange.Share(value); }

    /// <summary>
    /// How far colours move along their principal axes (Krizhevsky, Sutskever and Hinton 2012, section 4.1), as the deviation of a normal number that is
    /// multiplied by the deviation along the axis; 0 to below 1.
    /// </summary>
    /// <remarks>Departure: the paper multiplies by the variance, whose size depends on what white is.</remarks>
    public double Axes { get; init => field = OptionRange.Share(value); }

    /// <summary>True where pixels move.</summary>
    internal bool HasGeometry => Mirror || Crop > 0 || Rotation > 0 || Shear > 0 || Scale > 0 || Shift > 0 || Elastic > 0;

    /// <summary>True where colours change.</summary>
    internal bool HasColour => Colour > 0 || Axes > 0;

    /// <summary>True where anything changes.</summary>
    public bool IsAny => HasGeometry || HasColour;

    /// <summary>In words: <c>mirror, crop 0.1</c>; <c>none</c>.</summary>
    public override string ToString()
    {
        (string Word, double Size)[] parts = [("crop", Crop), ("rotation", Rotation), ("shear", Shear), ("scale", Scale), ("shift", Shift), ("elastic", Elastic), ("colour", Colour), ("colour axes", Axes)];
        string[] words = [.. Mirror ? ["mirror"] : (string[])[], .. parts.Where(part => part.Size > 0).Select(part => FormattableString.Invariant($"{part.Word} {part.Size}"))];
        return words.Length == 0 ? "none" : string.Join(", ", words);
    }
}
