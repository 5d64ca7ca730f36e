namespace StyleForge.Engine.Imaging;

/// <summary>How light a colour is, and the transfer of one picture's lightness to another's colours.</summary>
/// <remarks>
/// Luma of Rec. 601: <c>Y = 0.299·R + 0.587·G + 0.114·B</c> of the encoded values, which is the Y of the YIQ space that Gatys et
/// al. 2017 («Controlling perceptual factors», section 5) transfer. BT.709 would be nearer to what sRGB shows, but this is
/// the paper's method and the habit of its users.
/// </remarks>
public static class Luminance
{
    private const float Red = 0.299f;
    private const float Green = 0.587f;
    private const float Blue = 0.114f;

    /// <summary>The luma of an sRGB-encoded colour, 0 to 1.</summary>
    public static float Of(float red, float green, float blue) => (Red * red) + (Green * green) + (Blue * blue);

    /// <summary>The picture in grey: its luma in three equal planes, with its alpha.</summary>
    public static Picture Grey(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var grey = new Picture(picture.Width, picture.Height, alpha: picture.Alpha is null ? null : [.. picture.Alpha]);
        var plane = grey.Plane(0);
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = Of(picture.Plane(0)[i], picture.Plane(1)[i], picture.Plane(2)[i]);
        }

        plane.CopyTo(grey.Plane(1));
        plane.CopyTo(grey.Plane(2));
        return grey;
    }

    /// <summary>A picture with the luma of one picture and the colour differences (R − Y, G − Y, B − Y) of another.</summary>
    /// <param name="luminance">Whose lightness is kept: the result of a style transfer.</param>
    /// <param name="colours">Whose colours are kept: the content, in the same size.</param>
    /// <returns>A new picture with the alpha of <paramref name="luminance"/>. Very light or dark saturated colours may leave 0 to 1.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Picture Transfer(Picture luminance, Picture colours)
    {
        ArgumentNullException.ThrowIfNull(luminance);
        ArgumentNullException.ThrowIfNull(colours);
        if ((luminance.Width, luminance.Height) != (colours.Width, colours.Height))
        {
            throw new ArgumentException(
                $"Lightness of {luminance.Width}×{luminance.Height} and colours of {colours.Width}×{colours.Height} must have one size.", nameof(colours));
        }

        var result = new Picture(colours.Width, colours.Height, [.. colours.Samples], luminance.Alpha is null ? null : [.. luminance.Alpha]);
        var red = result.Plane(0);
        var green = result.Plane(1);
        var blue = result.Plane(2);
        var lightRed = luminance.Plane(0);
        var lightGreen = luminance.Plane(1);
        var lightBlue = luminance.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var change = Of(lightRed[i], lightGreen[i], lightBlue[i]) - Of(red[i], green[i], blue[i]);
            red[i] += change;
            green[i] += change;
            blue[i] += change;
        }

        return result;
    }
}
