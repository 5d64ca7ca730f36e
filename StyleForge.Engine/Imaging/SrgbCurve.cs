namespace StyleForge.Engine.Imaging;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1): encoded values to linear light and back, both 0 to 1.</summary>
public static class SrgbCurve
{
    /// <summary>Linear light of an encoded value.</summary>
    public static double Decode(double encoded) =>
        encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);

    /// <summary>The encoded value of linear light.</summary>
    public static double Encode(double linear) =>
        linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
