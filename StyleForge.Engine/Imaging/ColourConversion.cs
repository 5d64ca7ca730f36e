using StyleForge.Engine.Codecs;

namespace StyleForge.Engine.Imaging;

/// <summary>Brings a picture to sRGB from what its file says its samples mean.</summary>
internal static class ColourConversion
{
    /// <summary>What the colours are and what is done with them, for people.</summary>
    public static string Describe(ColourFacts colour)
    {
        if (colour.IccProfile is { } profile)
        {
            var problem = IccProfile.Parse(profile.Span, out var parsed);
            return problem is not null ? $"the file {problem}: its colours are taken as sRGB"
                : parsed!.IsSrgb() ? "sRGB, as its colour profile says"
                : "a colour profile, from which they are converted to sRGB";
        }

        return colour.IsSrgb ? "sRGB"
            : colour.Gamma is not { } gamma ? "not stated, so they are taken as sRGB"
            : ColourFacts.IsGammaOfSrgb(gamma) ? "a gamma that stands for sRGB"
            : FormattableString.Invariant($"a gamma of {gamma}, from which they are converted to sRGB");
    }

    /// <summary>
    /// Converts in place. A profile wins over a statement of sRGB, which wins over a gamma; a file that says nothing is sRGB.
    /// </summary>
    /// <returns>What people should know, as a clause that follows the file's name, or null.</returns>
    public static string? ToSrgb(Picture picture, ColourFacts colour)
    {
        if (colour.IccProfile is { } profile)
        {
            var problem = IccProfile.Parse(profile.Span, out var parsed);
            if (problem is not null)
            {
                return $"{problem}: its colours are taken as sRGB";
            }

            parsed!.ToSrgb(picture);
        }
        else if (colour is { IsSrgb: false, Gamma: { } gamma } && !ColourFacts.IsGammaOfSrgb(gamma))
        {
            // PNG, 11.3.2.2: samples are light to the power of gamma. 1/2.2 is how writers approximate sRGB, so it counts as sRGB.
            foreach (ref var sample in picture.Samples.AsSpan())
            {
                sample = (float)SrgbCurve.Encode(Math.Pow(sample, 1 / gamma));
            }
        }

        return null;
    }
}
