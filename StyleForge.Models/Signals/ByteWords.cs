namespace StyleForge.Models.Signals;

/// <summary>
/// A file as Magika reads it: 1,024 words from its beginning and 1,024 from its end, each a byte, or 256 where there is none. White space before the
/// beginning and behind the end does not count. Of a file no more than a block at either end is read.
/// </summary>
public static class ByteWords
{
    /// <summary>Words of a file.</summary>
    public const int Count = 2 * Half;

    /// <summary>Bytes at either end of a file that are looked at.</summary>
    public const int Block = 4096;

    // A file of fewer bytes, white space before them not counted, is too short for the network.
    private const int Least = 8;

    private const int Half = 1024;
    private const float None = 256;

    /// <summary>The words of a file; false where it is too short to say more of it than whether it is text.</summary>
    /// <param name="beginning">Its first bytes, <see cref="Block"/> or all.</param>
    /// <param name="end">Its last bytes, <see cref="Block"/> or all.</param>
    /// <param name="words">Takes <see cref="Count"/> words.</param>
    public static bool TryRead(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> end, Span<float> words)
    {
        var first = beginning.TrimStart(WhiteSpace);
        var last = end.TrimEnd(WhiteSpace);
        if (first.Length < Least)
        {
            return false;
        }

        first = first[..Math.Min(Half, first.Length)];
        last = last[^Math.Min(Half, last.Length)..];
        words[..Count].Fill(None);
        for (var i = 0; i < first.Length; i++)
        {
            words[i] = first[i];
        }

        for (var i = 0; i < last.Length; i++)
        {
            words[Count - last.Length + i] = last[i];
        }

        return true;
    }

    // What the publisher's program, written in Python, strips: tab, line feed, vertical tab, form feed, carriage return, blank.
    private static ReadOnlySpan<byte> WhiteSpace => "\t\n\v\f\r "u8;
}
