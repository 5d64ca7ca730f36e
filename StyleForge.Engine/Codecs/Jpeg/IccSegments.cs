namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>How an ICC profile is cut into APP2 segments (ICC.1:2010, annex B.4).</summary>
internal static class IccSegments
{
    /// <summary>Bytes of a profile that one segment holds, beside its length, signature, number and count.</summary>
    public const int PartBytes = 65535 - 2 - 12 - 2;

    /// <summary>Parts that a count of one byte allows.</summary>
    public const int MaximumParts = 255;

    /// <summary>What each segment starts with.</summary>
    public static ReadOnlySpan<byte> Signature => "ICC_PROFILE\0"u8;
}
