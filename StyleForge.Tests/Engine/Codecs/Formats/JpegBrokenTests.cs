using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

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
            var message = Refusal(file[..length]);
            Assert.True(length < 2 || message.Contains("truncated", StringComparison.Ordinal), $"{length} bytes: {message}");
        }

        foreach (var length in new[] { file.Length - 2, file.Length - 1 })
        {
            var image = JpegGolden.Decode(file[..length]);
            Assert.Equal(JpegGolden.Decode(file).Samples, image.Samples);
            Assert.Equal(["ends without the marker that every JPEG ends with"], image.Notices);
        }
    }

    /// <summary>A download that was given its place first and did not finish.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_that_goes_on_with_nothing_is_refused(string name)
    {
        var file = JpegGolden.File(name);
        Assert.Matches("truncated|damaged", Refusal([.. file.AsSpan(0, file.Length / 2), .. new byte[4000]]));
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
        file[Find(file, JpegMarker.Baseline) + 1] = frame;
        Assert.Contains(name, Refusal(file), StringComparison.Ordinal);
    }

    /// <summary>Each case changes one byte of the frame header, counted from its marker.</summary>
    [Theory]
    [InlineData(4, 12, "with 12 bits a sample")]
    [InlineData(9, 2, "has 2 components")]
    [InlineData(9, 4, "number of its components")]
    [InlineData(6, 0, "DNL")]
    [InlineData(8, 0, "0×8 pixels")]
    [InlineData(11, 0x50, "sampling factors 5×0")]
    [InlineData(12, 4, "quantisation table 4")]
    [InlineData(12, 3, "which is not there")]
    [InlineData(13, 1, "two components")]
    public void A_frame_header_that_cannot_be_is_refused(int offset, byte value, string part)
    {
        var file = JpegGolden.File("baseline-444-8x8");
        file[Find(file, JpegMarker.Baseline) + offset] = value;
        Assert.Contains(part, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_components_are_refused()
    {
        var file = JpegGolden.File("baseline-444-8x8");
        var frame = Find(file, JpegMarker.Baseline);
        byte[] two = [.. file.AsSpan(0, frame), 0xFF, JpegMarker.Baseline, 0, 14, 8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0, .. file.AsSpan(frame + 19)];
        Assert.Contains("has 2 components", Refusal(two), StringComparison.Ordinal);
    }

    /// <summary>A few bytes cannot claim the memory of a large picture, even where the limits would allow it.</summary>
    [Theory]
    [InlineData("baseline-420-16x16")]
    [InlineData("progressive-420-16x16")]
    public void A_file_too_short_for_its_extents_is_refused_before_memory_is_taken(string name)
    {
        var file = JpegGolden.File(name);
        var frame = Math.Max(Find(file, JpegMarker.Baseline), Find(file, JpegMarker.Progressive));
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
                0xFF, JpegMarker.StartOfImage,
                0xFF, JpegMarker.QuantisationTables, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
                0xFF, JpegMarker.Progressive, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
                0xFF, JpegMarker.HuffmanTables, 0, 20, 0x00, 1, .. new byte[15], 0, // DC: one code, no difference
                0xFF, JpegMarker.HuffmanTables, 0, 20, 0x10, 1, .. new byte[15], 0, // AC: one code, end of block
                0xFF, JpegMarker.StartOfScan, 0, 8, 1, 1, 0x00, 0, 0, 0, 0x7F,
            ];
            for (var i = 0; i < count - 1; i++)
            {
                var (coefficient, pass) = ((byte)(1 + (i / 6)), i % 6); // From bit 5 down to 0.
                var bits = pass == 0 ? 0x05 : ((6 - pass) << 4) | (5 - pass);
                file.AddRange([0xFF, JpegMarker.StartOfScan, 0, 8, 1, 1, 0x00, coefficient, coefficient, (byte)bits, 0x7F]);
            }

            return [.. file, 0xFF, JpegMarker.EndOfImage];
        }
    }

    /// <summary>It has no end marker, so that it is decoded to see whether it is whole; and for that there is no memory.</summary>
    [Fact]
    public void A_file_without_its_end_that_needs_too_much_memory_is_not_called_truncated()
    {
        const int side = 65_500;
        byte[] file =
        [
            0xFF, JpegMarker.StartOfImage,
            0xFF, JpegMarker.QuantisationTables, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, JpegMarker.Baseline, 0, 11, 8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0,
            0xFF, JpegMarker.HuffmanTables, 0, 20, 0x00, 1, .. new byte[15], 0, // DC: one code, no difference
            0xFF, JpegMarker.HuffmanTables, 0, 20, 0x10, 1, .. new byte[15], 0, // AC: one code, end of block
            0xFF, JpegMarker.StartOfScan, 0, 8, 1, 1, 0x00, 0, 63, 0, .. new byte[17_000_000], // two bits a block
        ];

        Assert.Equal("needs more memory to decode than the 2048 MB that are allowed at once", Refusal(file, new ImageLimits(MaximumPixels: long.MaxValue)));
    }

    [Fact]
    public void A_lost_restart_marker_is_noticed()
    {
        var file = JpegGolden.File("baseline-restart1-420-33x17");
        var restart = Find(file, JpegMarker.FirstRestart + 1);
        byte[] without = [.. file.AsSpan(0, restart), .. file.AsSpan(restart + 2)];
        Assert.Contains("its scan 1 has 4 of the 5 restart markers", Refusal(without), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JpegMarker.QuantisationTables, "needs the quantisation table")]
    [InlineData(JpegMarker.HuffmanTables, "needs a Huffman table")]
    public void A_file_without_its_tables_is_refused(byte marker, string part)
    {
        var file = JpegGolden.File("baseline-444-8x8");
        for (var at = Find(file, marker); at >= 0; at = Find(file, marker))
        {
            file = [.. file.AsSpan(0, at), .. file.AsSpan(at + 2 + (file[at + 2] << 8) + file[at + 3])];
        }

        Assert.Contains(part, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_bytes_stray_bytes_and_what_follows_the_end_do_no_harm()
    {
        var file = JpegGolden.File("baseline-420-33x17");
        var tables = Find(file, JpegMarker.QuantisationTables);
        byte[] filled = [.. file.AsSpan(0, tables), 1, 2, 3, 0xFF, 0xFF, 0xFF, .. file.AsSpan(tables), 0xFF, JpegMarker.StartOfScan, 9, 9];
        Assert.Equal(JpegGolden.Decode(file).Samples, JpegGolden.Decode(filled).Samples);
    }

    [Fact]
    public void A_component_that_no_scan_sends_is_missed()
    {
        var file = JpegGolden.File("baseline-apart-420-33x17");
        var scan = Array.FindLastIndex(file, b => b == JpegMarker.StartOfScan) - 1;
        byte[] incomplete = [.. file.AsSpan(0, scan), 0xFF, JpegMarker.EndOfImage];
        Assert.Contains("after 2 scans component 3 is not complete", Refusal(incomplete), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ICC_profile_with_missing_or_doubled_parts_gives_the_picture_and_a_notice()
    {
        var file = JpegGolden.File("baseline-444-8x8");
        foreach (var broken in new[] { WithProfileParts(file, (1, 2)), WithProfileParts(file, (1, 2), (1, 2)), WithProfileParts(file, (1, 2), (2, 3)), WithProfileParts(file, (3, 2)) })
        {
            var image = JpegGolden.Decode(broken);
            Assert.Equal(JpegGolden.Decode(file).Samples, image.Samples);
            Assert.Null(image.Colour.IccProfile);
            Assert.Equal(["has a colour profile of which parts are missing or doubled: its colours are taken as sRGB"], image.Notices);
        }

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
        var segments = parts.SelectMany(p => new byte[] { 0xFF, JpegMarker.Icc, 0, 17 }
            .Concat("ICC_PROFILE\0"u8.ToArray())
            .Concat(new[] { p.Number, p.Count, p.Number }));
        return [.. file.AsSpan(0, 2), .. segments, .. file.AsSpan(2)];
    }

    private static int Find(byte[] file, int marker) => file.AsSpan().IndexOf(new byte[] { 0xFF, (byte)marker });

    private static string Refusal(byte[] file, ImageLimits? limits = null)
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

    /// <summary>It can follow a file name: it starts in lower case, is one line, and leaves the full stop to others.</summary>
    private static void CheckSentence(string message)
    {
        Assert.True(char.IsAsciiLetterLower(message[0]), message);
        Assert.DoesNotContain('\n', message);
        Assert.NotEqual('.', message[^1]);
    }
}
