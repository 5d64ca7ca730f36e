namespace StyleForge.Engine.Codecs.Formats;

/// <summary>How an ICC profile is cut into APP2 segments of a JPEG (ICC.1:2010, annex B.4).</summary>
internal sealed class IccSegments
{
    /// <summary>Bytes of a profile that one segment holds, beside its length, signature, number and count.</summary>
    public const int PartBytes = 65535 - 2 - 12 - 2;

    /// <summary>Parts that a count of one byte allows.</summary>
    public const int MaximumParts = 255;

    private readonly SortedDictionary<int, byte[]> _parts = [];
    private int _count;
    private bool _isBroken;

    /// <summary>What each segment starts with.</summary>
    public static ReadOnlySpan<byte> Signature => "ICC_PROFILE\0"u8;

    /// <summary>True where there are parts that make no whole profile.</summary>
    public bool IsBroken => _isBroken || _parts.Count != _count;

    /// <summary>The whole profile, or null where there is none.</summary>
    public ReadOnlyMemory<byte>? Profile => _count == 0 || IsBroken ? (ReadOnlyMemory<byte>?)null : _parts.Values.SelectMany(part => part).ToArray();

    /// <summary>Takes the body of a segment that starts with the signature.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        if (body[Signature.Length..] is not [var number, var count, .. var part])
        {
            _isBroken = true;
            return;
        }

        var fits = number >= 1 && number <= count && (_count == 0 || _count == count);
        _isBroken |= !fits || !_parts.TryAdd(number, part.ToArray());
        _count = count;
    }

    /// <summary>The bodies of the segments that hold a profile.</summary>
    public static IEnumerable<byte[]> Split(ReadOnlyMemory<byte> profile)
    {
        var count = (profile.Length + PartBytes - 1) / PartBytes;
        for (var part = 0; part < count; part++)
        {
            var start = part * PartBytes;
            yield return [.. Signature, (byte)(part + 1), (byte)count, .. profile.Span[start..Math.Min(start + PartBytes, profile.Length)]];
        }
    }
}
