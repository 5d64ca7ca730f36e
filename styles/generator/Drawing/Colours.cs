using System.Globalization;
using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>Colours as red, green and blue from 0 to 1, encoded as sRGB: what paint mixes look like, not what light does.</summary>
internal static class Colours
{
    /// <summary>A colour from six hexadecimal digits.</summary>
    public static Vector3 Hex(string digits)
    {
        var value = int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Vector3((value >> 16) & 255, (value >> 8) & 255, value & 255) / 255f;
    }

    /// <summary>Several colours, separated by blanks.</summary>
    public static Vector3[] Palette(string digits) => [.. digits.Split(' ').Select(Hex)];

    /// <summary>The colour at <paramref name="t"/> of a ramp whose stops are evenly spaced from 0 to 1.</summary>
    public static Vector3 Ramp(ReadOnlySpan<Vector3> stops, float t)
    {
        var position = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)position, stops.Length - 2);
        return Vector3.Lerp(stops[index], stops[index + 1], position - index);
    }

    /// <summary>A colour moved at random in lightness and, half as much, in each channel.</summary>
    public static Vector3 Vary(Vector3 colour, float amount, SeededRandom random)
    {
        var light = random.Normal() * amount;
        var hue = new Vector3(random.Normal(), random.Normal(), random.Normal()) * (amount * 0.5f);
        return Clamp((colour * (1 + light)) + new Vector3(light * 0.15f) + hue);
    }

    /// <summary>The perceived lightness, 0 to 1 (Rec. 709 weights on encoded values).</summary>
    public static float Luma(Vector3 colour) => Vector3.Dot(colour, new Vector3(0.2126f, 0.7152f, 0.0722f));

    /// <summary>Moves the colour away from its grey by a factor; 0 gives grey, 1 the same.</summary>
    public static Vector3 Saturate(Vector3 colour, float factor) =>
        Clamp(Vector3.Lerp(new Vector3(Luma(colour)), colour, factor));

    /// <summary>Each channel held between 0 and 1.</summary>
    public static Vector3 Clamp(Vector3 colour) => Vector3.Clamp(colour, Vector3.Zero, Vector3.One);
}
