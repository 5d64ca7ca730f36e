using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Training;

/// <summary>A crop's change of saturation, then contrast, then brightness, clamped to 0 to 1.</summary>
internal readonly struct CropColours
{
    private readonly bool _isNone;
    private readonly float _own;
    private readonly float _luminance;
    private readonly float _offset;

    /// <summary>Gathers the three into one: <c>v' = contrast·(saturation·v + (1 − saturation)·Y − ½) + ½ + brightness</c>.</summary>
    public CropColours(in CropChoice choice)
    {
        _isNone = choice is { Brightness: 0, Contrast: 1, Saturation: 1 };
        _own = (float)(choice.Contrast * choice.Saturation);
        _luminance = (float)(choice.Contrast * (1 - choice.Saturation));
        _offset = (float)((0.5 * (1 - choice.Contrast)) + choice.Brightness);
    }

    /// <summary>Changes a pixel.</summary>
    public void Apply(ref float red, ref float green, ref float blue)
    {
        if (!_isNone)
        {
            var common = (_luminance * Luminance.Of(red, green, blue)) + _offset;
            red = (_own * red) + common;
            green = (_own * green) + common;
            blue = (_own * blue) + common;
        }

        // Weights sum to 1 only nearly, so white may be a rounding above it.
        red = Math.Clamp(red, 0, 1);
        green = Math.Clamp(green, 0, 1);
        blue = Math.Clamp(blue, 0, 1);
    }
}
