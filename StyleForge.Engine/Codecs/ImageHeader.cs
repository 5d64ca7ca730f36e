namespace StyleForge.Engine.Codecs;

/// <summary>What a picture file says of itself before its pixels are decoded.</summary>
/// <param name="Format">Name of the codec: <c>PNG</c>, <c>JPEG</c>.</param>
/// <param name="Width">Pixels across as shown, after the EXIF orientation is applied.</param>
/// <param name="Height">Pixels down as shown, after the EXIF orientation is applied.</param>
/// <param name="PixelFormat">The samples of a decoded pixel (a palette counts as what it holds).</param>
/// <param name="BitDepth">Bits a decoded sample has: 8 or 16.</param>
public sealed record ImageHeader(string Format, int Width, int Height, PixelFormat PixelFormat, int BitDepth);
