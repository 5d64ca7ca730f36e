namespace StyleForge.Engine.Codecs;

/// <summary>What a picture file says of itself before its pixels are decoded.</summary>
/// <param name="Format">Name of the codec: <c>PNG</c>, <c>JPEG</c>.</param>
/// <param name="Width">Pixels across as shown, after the orientation is applied.</param>
/// <param name="Height">Pixels down as shown, after the orientation is applied.</param>
/// <param name="PixelFormat">The samples of a decoded pixel (a palette counts as what it holds).</param>
/// <param name="BitDepth">Bits a decoded sample has: 8 or 16.</param>
public sealed record ImageHeader(string Format, int Width, int Height, PixelFormat PixelFormat, int BitDepth)
{
    /// <summary>How the file stores its pixels, for people: <c>palette of 4 bits, interlaced</c>.</summary>
    public string Coding { get; init; } = "";

    /// <summary>How the stored picture is turned and mirrored to be seen: 1 (not at all) to 8, as EXIF numbers it.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Pictures in the file; the first one is read.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>What the samples mean.</summary>
    public ColourFacts Colour { get; init; } = ColourFacts.Unstated;

    /// <summary>Texts that travel with the picture, by keyword.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Oddities that do not touch the pixels, each a clause that can follow the file's name: «has no end chunk».</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>True where a decoded pixel has an alpha sample.</summary>
    public bool HasAlpha => PixelFormat is PixelFormat.GreyAlpha or PixelFormat.Rgba;
}
