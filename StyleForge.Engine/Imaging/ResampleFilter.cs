namespace StyleForge.Engine.Imaging;

/// <summary>How samples of a plane are weighed when its size changes.</summary>
public enum ResampleFilter
{
    /// <summary>A windowed sinc of three lobes: the sharpest, with slight ringing at hard edges.</summary>
    Lanczos3,

    /// <summary>The cubic of Catmull and Rom (a = −½): a little softer, with less ringing.</summary>
    CatmullRom,

    /// <summary>Linear between the samples, widened where the size shrinks: what most networks' pictures were made small with.</summary>
    Triangle,

    /// <summary>The exact average over the area that a new pixel covers: never leaves the range of the source.</summary>
    Box,
}
