namespace StyleForge.Engine.Drawing;

/// <summary>A colour to draw with: red, green and blue, sRGB-encoded, 0 to 1.</summary>
/// <param name="Red">0 to 1.</param>
/// <param name="Green">0 to 1.</param>
/// <param name="Blue">0 to 1.</param>
public readonly record struct Colour(float Red, float Green, float Blue)
{
    /// <summary>Black.</summary>
    public static Colour Black => default;

    /// <summary>White.</summary>
    public static Colour White => new(1, 1, 1);

    /// <summary>Relative luminance as the Web Content Accessibility Guidelines 2 define it, 0 to 1.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Black or white, whichever can be read better on this colour: the contrast is never below 4.58.</summary>
    public Colour Ink() => Contrast(White) >= Contrast(Black) ? White : Black;

    /// <summary>
    /// A colour for each class of objects: neighbouring numbers are far apart in hue, and all are bright enough to be seen on a photograph.
    /// </summary>
    /// <param name="number">The class, from 0.</param>
    public static Colour OfClass(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);

        // The golden angle never comes back to a hue; lightness tells classes apart whose hues come near each other.
        return FromOklch((number % 3) switch { 0 => 0.72, 1 => 0.82, _ => 0.62 }, 0.19, 25 + (number * 137.507764));
    }

    /// <summary>A colour by lightness, chroma and hue of OKLCH (Ottosson 2020), with less chroma where sRGB does not have so much.</summary>
    /// <param name="lightness">0 black to 1 white.</param>
    /// <param name="chroma">0 grey to some 0.3.</param>
    /// <param name="hue">Degrees.</param>
    public static Colour FromOklch(double lightness, double chroma, double hue)
    {
        while (true)
        {
            var (sine, cosine) = Math.SinCos(hue * Math.PI / 180);
            var linear = ToLinear(lightness, chroma * cosine, chroma * sine);
            if (chroma <= 0 || (Fits(linear.Red) && Fits(linear.Green) && Fits(linear.Blue)))
            {
                return new Colour(Encoded(linear.Red), Encoded(linear.Green), Encoded(linear.Blue));
            }

            chroma -= 0.001;
        }
    }

    /// <summary>Contrast of two colours by the same guidelines, from 1 to 21; text wants at least 4.5.</summary>
    /// <param name="other">The other colour.</param>
    public double Contrast(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    private static bool Fits(double linear) => linear is >= -1e-4 and <= 1 + 1e-4;

    private static double Linear(double encoded) => encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);

    private static float Encoded(double linear) =>
        (float)Math.Clamp(linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055, 0, 1);

    private static (double Red, double Green, double Blue) ToLinear(double lightness, double a, double b)
    {
        var l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        var m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        var s = Math.Pow(lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }
}
