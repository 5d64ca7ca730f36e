namespace StyleForge.Engine.Codecs.Png;

/// <summary>What a stored pixel consists of (PNG, table 8).</summary>
internal enum PngColourType
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
