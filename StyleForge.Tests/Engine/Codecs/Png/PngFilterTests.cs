using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Png;

namespace StyleForge.Tests.Engine.Codecs.Png;

public class PngFilterTests
{
    public static TheoryData<int, int> FiltersAndSteps
    {
        get
        {
            var data = new TheoryData<int, int>();
            for (var filter = 0; filter < PngFilter.Count; filter++)
            {
                foreach (var step in new[] { 1, 2, 3, 4, 6, 8 })
                {
                    data.Add(filter, step);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FiltersAndSteps))]
    public void Filtering_agrees_with_the_standards_formula_at_every_length(int filter, int step)
    {
        foreach (var (row, previous) in Rows(step))
        {
            var filtered = new byte[row.Length];
            PngFilter.Apply(filter, row, previous, filtered, step);

            Assert.Equal(Reference(filter, row, previous, step), filtered);
        }
    }

    [Theory]
    [MemberData(nameof(FiltersAndSteps))]
    public void Unfiltering_undoes_the_standards_formula_and_writes_nothing_past_the_slack(int filter, int step)
    {
        foreach (var (row, previous) in Rows(step))
        {
            var current = new byte[row.Length + PngFilter.Slack + 1];
            current[^1] = 77;
            PngFilter.Undo(
                filter, Padded(Reference(filter, row, previous, step)), Padded(previous), current.AsSpan(0, row.Length + PngFilter.Slack), row.Length, step);

            Assert.Equal(row, current[..row.Length]);
            Assert.Equal(77, current[^1]);
        }
    }

    [Fact]
    public void Every_combination_of_neighbours_has_the_standards_Paeth_prediction()
    {
        var values = new byte[] { 0, 1, 2, 3, 63, 64, 100, 127, 128, 129, 200, 253, 254, 255 };
        foreach (var a in values)
        {
            foreach (var b in values)
            {
                foreach (var c in values)
                {
                    // Two pixels of one byte: the second one has a before it, b above it and c above a.
                    var filtered = new byte[2];
                    PngFilter.Apply(4, [a, 0], [c, b], filtered, 1);

                    Assert.Equal((byte)-Paeth(a, b, c), filtered[1]);
                }
            }
        }
    }

    [Fact]
    public void The_cost_is_the_sum_of_signed_magnitudes_at_every_length()
    {
        var bytes = new byte[20_000];
        new Random(3).NextBytes(bytes);
        foreach (var length in Enumerable.Range(0, 140).Append(bytes.Length))
        {
            Assert.Equal(bytes.Take(length).Sum(value => Math.Abs((int)(sbyte)value)), PngFilter.Cost(bytes.AsSpan(0, length)));
        }

        Array.Fill(bytes, (byte)128);
        Assert.Equal(128L * bytes.Length, PngFilter.Cost(bytes));
    }

    [Fact]
    public void An_unknown_filter_is_refused()
    {
        var failure = Assert.Throws<ImageFormatException>(() => PngFilter.Undo(5, new byte[9], new byte[9], new byte[9], 1, 1));

        Assert.Equal("is damaged: a row has the PNG filter 5, and there are 0 to 4", failure.Message);
    }

    private static IEnumerable<(byte[] Row, byte[] Previous)> Rows(int step)
    {
        var random = new Random(step);
        for (var pixels = 1; pixels < 40; pixels++)
        {
            var row = new byte[pixels * step];
            var previous = new byte[row.Length];
            random.NextBytes(row);
            yield return (row, previous);

            previous = new byte[row.Length];
            random.NextBytes(previous);
            yield return (row, previous);
        }
    }

    private static byte[] Padded(byte[] row) => [.. row, .. Enumerable.Repeat((byte)0xA5, PngFilter.Slack)];

    // PNG, 9.2 to 9.4, byte by byte.
    private static byte[] Reference(int filter, byte[] row, byte[] previous, int step)
    {
        var filtered = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            var a = i < step ? (byte)0 : row[i - step];
            var b = previous[i];
            var c = i < step ? (byte)0 : previous[i - step];
            var prediction = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => Paeth(a, b, c) };
            filtered[i] = (byte)(row[i] - prediction);
        }

        return filtered;
    }

    private static byte Paeth(byte a, byte b, byte c)
    {
        var p = a + b - c;
        var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
