namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>A Huffman code for encoding, made for how often each symbol occurs.</summary>
internal sealed class HuffmanCode
{
    private const int Symbols = 256;
    private const int MaximumLength = 16;

    private readonly ushort[] _codes = new ushort[Symbols];
    private readonly byte[] _lengths = new byte[Symbols];

    /// <summary>Builds the shortest code with at most 16 bits (ITU-T T.81, annex K.2).</summary>
    /// <param name="frequencies">256 numbers, 0 for symbols that do not occur; at least one is not 0.</param>
    public HuffmanCode(ReadOnlySpan<long> frequencies)
    {
        var lengths = ShortenLongCodes(CountLengths(frequencies, out var order));
        var code = 0;
        var index = 0;
        for (var length = 1; length <= MaximumLength; length++)
        {
            Counts[length - 1] = (byte)lengths[length];
            for (var i = 0; i < lengths[length]; i++, code++, index++)
            {
                _codes[order[index]] = (ushort)code;
                _lengths[order[index]] = (byte)length;
            }

            code <<= 1;
        }

        Ordered = order;
    }

    /// <summary>How many codes have 1 to 16 bits.</summary>
    public byte[] Counts { get; } = new byte[MaximumLength];

    /// <summary>The symbols in the order of their codes.</summary>
    public byte[] Ordered { get; }

    /// <summary>The code of a symbol, and its length in bits.</summary>
    public (int Code, int Length) this[int symbol] => (_codes[symbol], _lengths[symbol]);

    /// <summary>
    /// Huffman's construction: joins the two rarest trees until one is left. One more symbol takes part, so that no real
    /// symbol gets the code of all ones, which JPEG forbids.
    /// </summary>
    /// <returns>By length, how many codes have it, the extra symbol's included; symbols by length, then by value.</returns>
    private static int[] CountLengths(ReadOnlySpan<long> frequencies, out byte[] order)
    {
        var trees = new PriorityQueue<int[], (long Frequency, int Tie)>();
        var lengths = new int[Symbols + 1];
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            if (frequencies[symbol] > 0)
            {
                trees.Enqueue([symbol], (frequencies[symbol], -symbol));
            }
        }

        trees.Enqueue([Symbols], (0, 0)); // the rarest, so among the longest
        for (var tie = -Symbols - 1; trees.Count > 1; tie--)
        {
            trees.TryDequeue(out var rarer, out var first);
            trees.TryDequeue(out var rare, out var second);
            int[] joined = [.. rarer!, .. rare!];
            foreach (var symbol in joined)
            {
                lengths[symbol]++;
            }

            trees.Enqueue(joined, (first.Frequency + second.Frequency, tie));
        }

        var counts = new int[Symbols + 1];
        foreach (var length in lengths.Where(length => length > 0))
        {
            counts[length]++;
        }

        order = [.. Enumerable.Range(0, Symbols).Where(s => lengths[s] > 0).OrderBy(s => lengths[s]).Select(s => (byte)s)];
        return counts;
    }

    /// <summary>
    /// Moves codes of more than 16 bits up, two at a time: one takes their common prefix, the other joins a shorter code
    /// one level down (figure K.3). Then the extra symbol's code, one of the longest, goes.
    /// </summary>
    private static int[] ShortenLongCodes(int[] counts)
    {
        for (var length = counts.Length - 1; length > MaximumLength; length--)
        {
            while (counts[length] > 0)
            {
                var shorter = length - 2;
                while (counts[shorter] == 0)
                {
                    shorter--;
                }

                counts[length] -= 2;
                counts[length - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }

        var longest = Array.FindLastIndex(counts, count => count > 0);
        counts[longest]--;
        return counts;
    }
}
