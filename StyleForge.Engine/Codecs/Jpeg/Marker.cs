namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>The second bytes of the markers that are acted on (ITU-T T.81, table B.1).</summary>
internal static class Marker
{
    public const byte Baseline = 0xC0;
    public const byte ExtendedSequential = 0xC1;
    public const byte Progressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte Reserved = 0xC8;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantisationTables = 0xDB;
    public const byte RestartInterval = 0xDD;
    public const byte HierarchicalProgression = 0xDE;
    public const byte Jfif = 0xE0;
    public const byte Exif = 0xE1;
    public const byte Icc = 0xE2;
    public const byte Adobe = 0xEE;
    public const byte Comment = 0xFE;

    /// <summary>True for the markers that stand alone, without a length and a body.</summary>
    public static bool StandsAlone(byte marker) => marker is 0x01 or (>= FirstRestart and <= EndOfImage);

    /// <summary>True for every kind of frame header: 0xC0 to 0xCF without the three that are something else.</summary>
    public static bool IsFrame(byte marker) => marker is >= Baseline and <= 0xCF and not (HuffmanTables or Reserved or ArithmeticConditioning);
}
