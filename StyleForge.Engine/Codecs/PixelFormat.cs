namespace StyleForge.Engine.Codecs;

/// <summary>The samples of one pixel, in order. Alpha is straight, not premultiplied.</summary>
public enum PixelFormat
{
    /// <summary>One grey sample.</summary>
    Grey = 1,

    /// <summary>Grey and alpha.</summary>
    GreyAlpha = 2,

    /// <summary>Red, green and blue.</summary>
    Rgb = 3,

    /// <summary>Red, green, blue and alpha.</summary>
    Rgba = 4,
}
