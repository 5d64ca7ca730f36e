namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>What the components of a frame mean.</summary>
internal enum ColourModel
{
    /// <summary>One component.</summary>
    Grey,

    /// <summary>Red, green and blue as they are.</summary>
    Rgb,

    /// <summary>Luma and two colour differences (ITU-R BT.601, full range, as JFIF defines).</summary>
    YCbCr,

    /// <summary>Reflectance of the inks cyan, magenta, yellow and black: 255 is no ink.</summary>
    Cmyk,

    /// <summary>The same with the first three coded as luma and colour differences.</summary>
    Ycck,
}
