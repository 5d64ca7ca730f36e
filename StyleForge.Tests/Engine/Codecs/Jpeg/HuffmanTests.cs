using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Jpeg;

namespace StyleForge.Tests.Engine.Codecs.Jpeg;

public sealed class HuffmanTests
{
    public static TheoryData<string, long[]> Frequencies => new()
    {
        { "one symbol", Create(s => s == 5 ? 9 : 0) },
        { "two symbols", Create(s => s is 0 or 255 ? 1 : 0) },
        { "all alike", Create(_ => 1) },
        { "falling slowly", Create(s => 1000 / (s + 1)) },
        { "Fibonacci, which asks for codes of more than 16 bits", Create(s => s < 40 ? Fibonacci(s) : 0) },
    };

    [Theory]
    [MemberData(nameof(Frequencies))]
    public void What_one_writes_the_other_reads(string _, long[] frequencies)
    {
        var code = new HuffmanCode(frequencies);
        var random = new Random(3);
        var used = Enumerable.Range(0, 256).Where(s => frequencies[s] > 0).ToArray();
        var symbols = Enumerable.Range(0, 5000).Select(_ => used[random.Next(used.Length)]).ToArray();
        using var stream = new MemoryStream();
        var writer = new BitWriter(stream, [code]);
        foreach (var symbol in symbols)
        {
            writer.Put(0, symbol, symbol & 7, 3);
        }

        writer.Finish();
        var table = new HuffmanTable(code.Counts, code.Ordered);
        var reader = new BitReader(stream.ToArray(), 0);
        foreach (var symbol in symbols)
        {
            reader.Ensure32();
            Assert.Equal(symbol, table.Decode(ref reader));
            Assert.Equal(symbol & 7, reader.Read(3));
        }

        Assert.False(reader.IsExhausted || reader.IsDamaged);
    }

    [Theory]
    [MemberData(nameof(Frequencies))]
    public void Codes_have_16_bits_at_most_and_none_is_all_ones(string _, long[] frequencies)
    {
        var code = new HuffmanCode(frequencies);
        Assert.Equal(frequencies.Count(f => f > 0), code.Ordered.Length);
        Assert.All(code.Ordered, symbol =>
        {
            var (bits, length) = code[symbol];
            Assert.InRange(length, 1, 16);
            Assert.NotEqual((1 << length) - 1, bits);
        });
    }

    /// <summary>A Huffman code needs less than a bit a symbol more than the entropy; one more symbol takes part here.</summary>
    [Fact]
    public void The_code_is_close_to_the_entropy()
    {
        var frequencies = Create(s => 100_000 / ((s * s) + 1));
        var code = new HuffmanCode(frequencies);
        double total = frequencies.Sum();
        var entropy = frequencies.Where(f => f > 0).Sum(f => -f / total * Math.Log2(f / total));
        var mean = code.Ordered.Sum(s => frequencies[s] * (double)code[s].Length) / total;
        Assert.InRange(mean, entropy, entropy + 0.2);
    }

    [Fact]
    public void More_codes_than_there_can_be_are_refused()
    {
        var counts = new byte[16];
        counts[0] = 3;
        var error = Assert.Throws<ImageFormatException>(() => new HuffmanTable(counts, [1, 2, 3]));
        Assert.Contains("1 bits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_code_is_noticed()
    {
        var counts = new byte[16];
        counts[0] = 1;
        var reader = new BitReader([0x80, 0x00, 0x00, 0x00, 0x00], 0);
        reader.Ensure32();
        Assert.Equal(0, new HuffmanTable(counts, [9]).Decode(ref reader));
        Assert.True(reader.IsDamaged);
    }

    [Fact]
    public void Bits_come_in_order_whatever_is_stuffed()
    {
        var random = new Random(5);
        for (var n = 0; n < 200; n++)
        {
            // Many 0xFF, so that fast and slow filling alternate.
            var values = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(6) == 0 ? (byte)0xFF : (byte)random.Next(256)).ToArray();
            byte[] file = [.. values.SelectMany(v => v == 0xFF ? new byte[] { 0xFF, 0 } : [v]), 0xFF, Marker.EndOfImage, 1, 2, 3, 4, 5, 6, 7, 8];
            var bits = string.Concat(values.Select(v => Convert.ToString(v, 2).PadLeft(8, '0')));
            var reader = new BitReader(file, 0);
            for (var at = 0; at < bits.Length;)
            {
                var count = Math.Min(random.Next(1, 17), bits.Length - at);
                reader.Ensure32();
                Assert.Equal(Convert.ToInt32(bits.Substring(at, count), 2), reader.Read(count));
                at += count;
            }

            Assert.False(reader.IsExhausted);
            Assert.Equal(file.Length - 10, reader.Position);
            reader.Ensure32();
            Assert.Equal(0, reader.Read(1));
            Assert.True(reader.IsExhausted);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, -1)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 0b000, -7)]
    [InlineData(3, 0b011, -4)]
    [InlineData(3, 0b100, 4)]
    [InlineData(11, 0, -2047)]
    public void Magnitudes_extend_their_sign(int category, int bits, int value)
    {
        var reader = new BitReader([(byte)((bits << 8 >> category) & 0xFF), 0, 0, 0, 0], 0);
        reader.Ensure32();
        Assert.Equal(value, reader.ReadSigned(category));
    }

    private static long[] Create(Func<int, long> frequency) => [.. Enumerable.Range(0, 256).Select(frequency)];

    private static long Fibonacci(int n)
    {
        var (previous, current) = (0L, 1L);
        for (var i = 0; i < n; i++)
        {
            (previous, current) = (current, previous + current);
        }

        return current;
    }
}
