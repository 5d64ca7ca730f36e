using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public sealed class JpegTextTests
{
    [Fact]
    public void Texts_come_back_as_they_were()
    {
        var texts = new Dictionary<string, string>
        {
            ["Title"] = "waves = «many» 波\nand a second line",
            ["StyleForge plan"] = "{\"seed\": 1}",
            ["Empty"] = "",
        };
        Assert.Equal(texts, RoundTrip(texts));
    }

    /// <summary>Around the bytes that one, two and three segments hold, keyword and equals sign included.</summary>
    [Theory]
    [InlineData(65533, -1)]
    [InlineData(65533, 0)]
    [InlineData(65533, 1)]
    [InlineData(2 * 65533, -1)]
    [InlineData(2 * 65533, 0)]
    [InlineData(2 * 65533, 1)]
    public void Long_texts_go_on_in_the_next_segment(int segments, int more)
    {
        var letters = new StringBuilder();
        for (var i = 0; i < segments + more - "Plan=".Length - 1; i++)
        {
            letters.Append((char)('a' + (i % 26)));
        }

        // A character of two bytes in front, so that others are cut in two; another text behind, which must stay apart.
        var texts = new Dictionary<string, string> { ["Plan"] = "é" + letters.ToString()[1..] + "é", ["Then"] = "next" };
        Assert.Equal(texts, RoundTrip(texts));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData(" Title")]
    [InlineData("Title ")]
    [InlineData("Título")]
    [InlineData("line\nline")]
    public void A_keyword_that_could_not_be_found_again_is_refused(string keyword)
    {
        var error = Assert.Throws<ImageFormatException>(() => RoundTrip(new() { [keyword] = "text" }));
        Assert.Contains($"«{keyword}»", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_Unicode_is_refused()
    {
        var error = Assert.Throws<ImageFormatException>(() => RoundTrip(new() { ["Title"] = "ab\uD800c" }));
        Assert.Contains("«Title», which has half a surrogate pair at character 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("made by hand", "made by hand")]
    [InlineData("CREATOR: someone (using some library), quality = 90\n", "CREATOR: someone (using some library), quality = 90")]
    [InlineData("=", "=")]
    [InlineData("with a zero\0", "with a zero")]
    public void Comments_of_other_programs_are_kept_under_Comment(string comment, string text)
    {
        var image = JpegGolden.Decode(WithComments(Encoding.UTF8.GetBytes(comment)));
        Assert.Equal(text, Assert.Single(image.Texts, pair => pair.Key == "Comment").Value);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_read_as_Latin_1() =>
        Assert.Equal("café", JpegGolden.Decode(WithComments([(byte)'c', (byte)'a', (byte)'f', 0xE9])).Texts["Comment"]);

    [Fact]
    public void Several_comments_stand_on_lines_of_their_own() =>
        Assert.Equal("one\ntwo", JpegGolden.Decode(WithComments([.. "one"u8], [.. "two"u8])).Texts["Comment"]);

    [Fact]
    public void Many_comments_take_memory_and_time_for_their_bytes_alone()
    {
        var file = WithComments([.. Enumerable.Repeat("x"u8.ToArray(), 10_000)]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var header = JpegGolden.Codec.ReadHeader(file, ImageLimits.Default);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(string.Join('\n', Enumerable.Repeat('x', 10_000)), header.Texts["Comment"]);
        Assert.Empty(header.Notices);
    }

    /// <summary>Full segments, of which each might go on in the next.</summary>
    [Theory]
    [InlineData(63, false)]
    [InlineData(65, true)]
    [InlineData(200, true)]
    public void All_comments_together_are_bounded(int segments, bool isTooLong)
    {
        var file = WithComments([[.. "Title=first"u8], .. Enumerable.Repeat(new byte[JpegComments.SegmentBytes], segments), [.. "Then=last"u8]]);

        var header = JpegGolden.Codec.ReadHeader(file, ImageLimits.Default);

        Assert.Equal("first", header.Texts["Title"]);
        Assert.Equal(isTooLong ? 1 : 2, header.Texts.Count);
        Assert.Equal(isTooLong ? ["has comments of more than 4 MiB, and those beyond are passed over"] : [], header.Notices);
    }

    private static IReadOnlyDictionary<string, string> RoundTrip(Dictionary<string, string> texts) =>
        JpegGolden.Decode(JpegGolden.Encode(new ImageData(3, 3, PixelFormat.Grey, 8) { Texts = texts })).Texts;

    private static byte[] WithComments(params byte[][] comments)
    {
        var file = JpegGolden.File("baseline-grey-1x1");
        var segments = comments.SelectMany(c => new byte[] { 0xFF, 0xFE, (byte)((c.Length + 2) >> 8), (byte)(c.Length + 2) }.Concat(c));
        return [0xFF, 0xD8, .. segments, .. file.AsSpan(2)];
    }
}
