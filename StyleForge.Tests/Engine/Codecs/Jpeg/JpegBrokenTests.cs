using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Jpeg;

namespace StyleForge.Tests.Engine.Codecs.Jpeg;

/// <summary>Files that are damaged, cut, hostile or of another kind: one clear sentence, and never anything else.</summary>
public sealed class JpegBrokenTests
{
    public static TheoryData<string> Samples =>
    [
        "baseline-420-33x17", "progressive-420-33x17", "baseline-restart1-420-33x17", "progressive-restart1-420-33x17",
        "baseline-grey-33x17", "progressive-ycck-420-19x13", "orientation6-19x13", "baseline-apart-420-33x17",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_cut_is_noticed_unless_only_the_end_marker_is_lost(string name)
    {
        var file = JpegGolden.File(name);
        for (var length = 0; length < file.Length - 2; length++)
        {
            var message = Refusal(file.AsSpan(0, length));
            Assert.True(length < 2 || message.Contains("truncated", StringComparison.Ordinal), $"{length} bytes: {message}");
        }

        Assert.Equal(JpegGolden.Samples(name), JpegGolden.Decode(file.AsSpan(0, file.Length - 2)).Samples);
        Assert.Equal(JpegGolden.Samples(name), JpegGolden.Decode(file.AsSpan(0, file.Length - 1)).Samples);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Changed_bytes_give_a_picture_or_one_sentence(string name)
    {
        var file = JpegGolden.File(name);
        var random = new Random(20);
        for (var n = 0; n < 3000; n++)
        {
            byte[] changed = [.. file];
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                changed[random.Next(2, file.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            DecodeOrRefuse(changed);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Bytes_put_in_or_taken_out_give_a_picture_or_one_sentence(string name)
    {
        var file = JpegGolden.File(name);
        var random = new Random(21);
        for (var n = 0; n < 1000; n++)
        {
            var at = random.Next(2, file.Length);
            var gone = Math.Min(random.Next(20), file.Length - at);
            var put = new byte[random.Next(20)];
            random.NextBytes(put);
            DecodeOrRefuse([.. file.AsSpan(0, at), .. put, .. file.AsSpan(at + gone)]);
        }
    }

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC7, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCA, "arithmetic")]
    [InlineData(0xCB, "arithmetic")]
    [InlineData(0xCD, "hierarchical")]
    public void Other_ways_of_coding_are_refused_by_name(byte frame, string name)
    {
        var file = JpegGolden.File("baseline-444-8x8");
        file[Find(file, Marker.Baseline) + 1] = frame;
        Assert.Contains(name, Refusal(file), StringComparison.Ordinal);
    }

    /// <summary>Each case changes one byte of the frame header, counted from its marker.</summary>
    [Theory]
    [InlineData(4, 12, "has 12 bits a sample")]
    [InlineData(9, 2, "number of its components")]
    [InlineData(6, 0, "DNL")]
    [InlineData(8, 0, "extents")]
    [InlineData(11, 0x50, "sampling factors 5×0")]
    [InlineData(12, 4, "quantisation table 4")]
    [InlineData(12, 3, "which is not there")]
    [InlineData(13, 1, "two components")]
    public void A_frame_header_that_cannot_be_is_refused(int offset, byte value, string part)
    {
        var file = JpegGolden.File("baseline-444-8x8");
        file[Find(file, Marker.Baseline) + offset] = value;
        Assert.Contains(part, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_components_are_refused()
    {
        var file = JpegGolden.File("baseline-444-8x8");
        var frame = Find(file, Marker.Baseline);
        byte[] two = [.. file.AsSpan(0, frame), 0xFF, Marker.Baseline, 0, 14, 8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0, .. file.AsSpan(frame + 19)];
        Assert.Contains("has 2 components", Refusal(two), StringComparison.Ordinal);
    }

    /// <summary>A few bytes cannot claim the memory of a large picture, even where the limits would allow it.</summary>
    [Theory]
    [InlineData("baseline-420-16x16")]
    [InlineData("progressive-420-16x16")]
    public void A_file_too_short_for_its_extents_is_refused_before_memory_is_taken(string name)
    {
        var file = JpegGolden.File(name);
        var frame = Math.Max(Find(file, Marker.Baseline), Find(file, Marker.Progressive));
        file[frame + 5] = 0x30;
        file[frame + 7] = 0x30;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("need at least", Refusal(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Limits_are_kept()
    {
        var file = JpegGolden.File("baseline-420-33x17");
        Assert.Contains("33×17", Refusal(file, new ImageLimits(MaximumPixels: (33 * 17) - 1)), StringComparison.Ordinal);
        Assert.Contains("at most 32 a side", Refusal(file, new ImageLimits(MaximumSide: 32)), StringComparison.Ordinal);
        Assert.Contains("bytes", Refusal(file, new ImageLimits(MaximumBytes: file.Length - 1)), StringComparison.Ordinal);
        Assert.Equal(33, JpegGolden.Codec.Decode(file, new ImageLimits(33 * 17, file.Length, 33)).Width);
    }

    /// <summary>Scans that send again what is there would let a small file ask for endless work.</summary>
    [Fact]
    public void A_scan_that_comes_again_is_refused()
    {
        foreach (var name in new[] { "baseline-444-33x17", "progressive-444-33x17" })
        {
            var file = JpegGolden.File(name);
            var scan = Find(file, Marker.StartOfScan);
            var end = name.StartsWith('b') ? file.Length - 2 : scan + Find(file.AsSpan(scan + 2).ToArray(), Marker.HuffmanTables) + 2;
            byte[] twice = [.. file.AsSpan(0, end), .. file.AsSpan(scan, end - scan), .. file.AsSpan(end)];
            Assert.Contains("scan 2 sends coefficient 0", Refusal(twice), StringComparison.Ordinal);
        }
    }

    /// <summary>One grey block whose coefficients come one at a time and bit by bit, all of them zero: lawful, but endless.</summary>
    [Fact]
    public void Endless_scans_are_refused()
    {
        Assert.Equal(Enumerable.Repeat((byte)128, 64), JpegGolden.Decode(WithScans(256)).Samples);
        Assert.Contains("more than 256 scans", Refusal(WithScans(257)), StringComparison.Ordinal);

        static byte[] WithScans(int count)
        {
            List<byte> file =
            [
                0xFF, Marker.StartOfImage,
                0xFF, Marker.QuantisationTables, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
                0xFF, Marker.Progressive, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
                0xFF, Marker.HuffmanTables, 0, 20, 0x00, 1, .. new byte[15], 0, // DC: one code, no difference
                0xFF, Marker.HuffmanTables, 0, 20, 0x10, 1, .. new byte[15], 0, // AC: one code, end of block
                0xFF, Marker.StartOfScan, 0, 8, 1, 1, 0x00, 0, 0, 0, 0x7F,
            ];
            for (var i = 0; i < count - 1; i++)
            {
                var (coefficient, pass) = ((byte)(1 + (i / 6)), i % 6); // From bit 5 down to 0.
                var bits = pass == 0 ? 0x05 : ((6 - pass) << 4) | (5 - pass);
                file.AddRange([0xFF, Marker.StartOfScan, 0, 8, 1, 1, 0x00, coefficient, coefficient, (byte)bits, 0x7F]);
            }

            return [.. file, 0xFF, Marker.EndOfImage];
        }
    }

    [Fact]
    public void Bytes_between_intervals_are_skipped()
    {
        var file = JpegGolden.File("baseline-restart1-420-33x17");
        var restart = Find(file, Marker.FirstRestart + 1);
        byte[] filled = [.. file.AsSpan(0, restart), 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xFF, .. file.AsSpan(restart)];
        Assert.Equal(JpegGolden.Samples("baseline-restart1-420-33x17"), JpegGolden.Decode(filled).Samples);
    }

    [Fact]
    public void A_lost_restart_marker_is_noticed()
    {
        var file = JpegGolden.File("baseline-restart1-420-33x17");
        var restart = Find(file, Marker.FirstRestart + 1);
        byte[] without = [.. file.AsSpan(0, restart), .. file.AsSpan(restart + 2)];
        byte[] renamed = [.. file];
        renamed[restart + 1] = Marker.LastRestart;
        Assert.Contains("restart marker 1 of scan 1 is missing at row 0 of 17", Refusal(without), StringComparison.Ordinal);
        Assert.Contains("restart marker 1 of scan 1 is missing at row 0 of 17", Refusal(renamed), StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_bytes_stray_bytes_and_what_follows_the_end_do_no_harm()
    {
        var file = JpegGolden.File("baseline-420-33x17");
        var tables = Find(file, Marker.QuantisationTables);
        byte[] filled = [.. file.AsSpan(0, tables), 1, 2, 3, 0xFF, 0xFF, 0xFF, .. file.AsSpan(tables), 0xFF, Marker.StartOfScan, 9, 9];
        Assert.Equal(JpegGolden.Samples("baseline-420-33x17"), JpegGolden.Decode(filled).Samples);
    }

    [Fact]
    public void A_component_that_no_scan_sends_is_missed()
    {
        var file = JpegGolden.File("baseline-apart-420-33x17");
        var scan = Array.FindLastIndex(file, b => b == Marker.StartOfScan) - 1;
        byte[] incomplete = [.. file.AsSpan(0, scan), 0xFF, Marker.EndOfImage];
        Assert.Contains("after 2 scans component 3 is not complete", Refusal(incomplete), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ICC_profile_with_missing_or_doubled_parts_is_refused()
    {
        var file = JpegGolden.File("baseline-444-8x8");
        Assert.Contains("1 of the 2 parts of its ICC profile", Refusal(WithProfileParts(file, (1, 2))), StringComparison.Ordinal);
        Assert.Contains("part 1 of 2 of its ICC profile", Refusal(WithProfileParts(file, (1, 2), (1, 2))), StringComparison.Ordinal);
        Assert.Contains("part 2 of 3 of its ICC profile", Refusal(WithProfileParts(file, (1, 2), (2, 3))), StringComparison.Ordinal);
        Assert.Contains("part 3 of 2 of its ICC profile", Refusal(WithProfileParts(file, (3, 2))), StringComparison.Ordinal);
        Assert.Equal([1, 2], JpegGolden.Decode(WithProfileParts(file, (2, 2), (1, 2))).Colour.IccProfile!.Value.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("\u0089PNG\r\n\u001A\n")]
    public void Other_files_are_not_recognised(string start)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(start);
        Assert.False(JpegGolden.Codec.Recognises(bytes));
        Assert.Contains("is not a JPEG file", Refusal(bytes), StringComparison.Ordinal);
    }

    private static byte[] WithProfileParts(byte[] file, params (byte Number, byte Count)[] parts)
    {
        var segments = parts.SelectMany(p => new byte[] { 0xFF, Marker.Icc, 0, 17 }
            .Concat("ICC_PROFILE\0"u8.ToArray())
            .Concat(new[] { p.Number, p.Count, p.Number }));
        return [.. file.AsSpan(0, 2), .. segments, .. file.AsSpan(2)];
    }

    private static int Find(byte[] file, int marker) => file.AsSpan().IndexOf(new byte[] { 0xFF, (byte)marker });

    private static string Refusal(ReadOnlySpan<byte> file, ImageLimits? limits = null)
    {
        try
        {
            JpegGolden.Codec.Decode(file, limits ?? ImageLimits.Default);
        }
        catch (ImageFormatException error)
        {
            CheckSentence(error.Message);
            return error.Message;
        }

        throw new Xunit.Sdk.XunitException("The file was not refused.");
    }

    private static void DecodeOrRefuse(ReadOnlySpan<byte> file)
    {
        try
        {
            var header = JpegGolden.Codec.ReadHeader(file, ImageLimits.Default);
            var image = JpegGolden.Codec.Decode(file, ImageLimits.Default);
            Assert.Equal((header.Width, header.Height), (image.Width, image.Height));
        }
        catch (ImageFormatException error)
        {
            CheckSentence(error.Message);
        }
    }

    /// <summary>It can follow a file name: it starts in lower case, is one line, and leaves the full stop to others.</summary>
    private static void CheckSentence(string message)
    {
        Assert.True(char.IsAsciiLetterLower(message[0]), message);
        Assert.DoesNotContain('\n', message);
        Assert.NotEqual('.', message[^1]);
    }
}
