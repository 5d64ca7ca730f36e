using System.Buffers.Binary;
using System.Text;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>WebP, BMP, GIF, TGA and Netpbm: pixels made by hand, and what is refused by name.</summary>
public sealed class OtherFormatTests
{
    /// <summary>Netpbm counts samples from 0 to the file's own maximum.</summary>
    [Theory]
    [InlineData("P2 3 1 100\n0 50 100\n", 8, new[] { 0, 128, 255 })]
    [InlineData("P2 3 1 1\n0 1 0\n", 8, new[] { 0, 255, 0 })]
    [InlineData("P2 3 1 1023\n0 512 1023\n", 16, new[] { 0, 32800, 65535 })]
    [InlineData("P2 3 1 65535\n0 512 65535\n", 16, new[] { 0, 512, 65535 })]
    [InlineData("P3 1 1 255\n1 2 3\n", 8, new[] { 1, 2, 3 })]
    [InlineData("P1 3 1\n101\n", 8, new[] { 0, 255, 0 })]
    public void Samples_of_Netpbm_fill_their_range(string text, int bitDepth, int[] samples)
    {
        var image = Decode(Encoding.ASCII.GetBytes(text));

        Assert.Equal(bitDepth, image.BitDepth);
        Assert.Equal(samples, bitDepth == 8 ? image.Samples.Select(sample => (int)sample) : image.Samples16.ToArray().Select(sample => (int)sample));
    }

    [Theory]
    [InlineData("P5 2 2 255\n", 3, "is truncated: its pixels should have 4 bytes, and 3 are there")]
    [InlineData("P5 2 2 70000\n", 4, "is damaged: its samples go up to 70000, and 1 to 65535 are allowed")]
    [InlineData("P2 2 1 255\n7", 0, "is truncated: 1 of its 2 samples are there")]
    [InlineData("P1 3 1\n102", 0, "is truncated: 2 of its 3 samples are there")]
    [InlineData("P5 2\n", 0, "is truncated or damaged: its header lacks a number")]
    [InlineData("P5 0 2 255\n", 0, "says that it has 0×2 pixels: there is no picture in it")]
    public void Broken_Netpbm_has_its_sentence(string head, int bytes, string sentence) =>
        Assert.Equal(sentence, Refusal([.. Encoding.ASCII.GetBytes(head), .. new byte[bytes]]));

    [Fact]
    public void Bits_that_follow_the_last_row_take_no_memory()
    {
        byte[] file = [.. "P1 3 1\n1 0 1\n"u8, .. Enumerable.Repeat((byte)'1', 1 << 20)];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var image = Decode(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal([0, 255, 0], image.Samples);
    }

    [Fact]
    public void Runs_of_a_BMP_are_unpacked()
    {
        var image = Decode(SeedPictures.All["runs8.bmp"]);

        // From the bottom row up: colours 1 1 1 2, then 2 1 2 0.
        Assert.Equal([60, 50, 40, 30, 20, 10, 60, 50, 40, 0, 0, 0, 30, 20, 10, 30, 20, 10, 30, 20, 10, 60, 50, 40], image.Samples);
    }

    [Fact]
    public void Runs_of_a_BMP_that_go_beyond_their_row_are_refused()
    {
        var file = (byte[])SeedPictures.All["runs8.bmp"].Clone();
        file[^16] = 4; // four and one make five

        Assert.Equal("is a BMP whose runs go beyond the ends of its rows: save it without compression, or as PNG", Refusal(file));
    }

    [Fact]
    public void Words_of_raw_Netpbm_have_their_highest_byte_first()
    {
        var image = Decode([.. "P5 3 1 65535\n"u8, 0x12, 0x34, 0, 1, 0xFF, 0xFE]);

        Assert.Equal(new ushort[] { 0x1234, 1, 0xFFFE }, image.Samples16.ToArray());
    }

    [Fact]
    public void The_first_picture_of_a_GIF_is_read_and_the_others_counted()
    {
        var one = SeedPictures.All["opaque.gif"];
        var (start, end) = (PictureOf(one), one.Length - 1);
        byte[] two = [.. one.AsSpan(0, end), .. one.AsSpan(start, end - start), 0x3B];

        Assert.Equal(2, Header(two).Frames);
        Assert.Equal(Decode(one).Samples, Decode(two).Samples);
        Assert.Equal(["ends or is damaged after its first picture, which is whole"], Header(two[..^9]).Notices);
        Assert.Equal(Decode(one).Samples, Decode(two[..^9]).Samples);
    }

    [Fact]
    public void A_comment_of_a_GIF_is_a_text()
    {
        var file = SeedPictures.All["opaque.gif"];
        var start = PictureOf(file);
        byte[] commented = [.. file.AsSpan(0, start), 0x21, 0xFE, 5, .. "hello"u8, 0, .. file.AsSpan(start)];

        Assert.Equal("hello", Header(commented).Texts["Comment"]);
    }

    [Fact]
    public void An_animated_WebP_is_refused_by_name()
    {
        byte[] file = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 9, 0, 0];

        Assert.Equal("is an animated WebP, which this build does not read: save its first picture as PNG", Refusal(file));
    }

    /// <summary>Eight bytes each, of which nothing is to be kept.</summary>
    [Theory]
    [InlineData("EXIF")]
    [InlineData("XMP ")]
    [InlineData("none")]
    public void Many_empty_chunks_of_a_WebP_take_no_memory(string type)
    {
        var codec = ImageCodecs.Default.ForExtension(".webp")!;
        using var stream = new MemoryStream();
        codec.Encode(new ImageData(2, 2, PixelFormat.Rgb, 8), stream, EncodeOptions.Default);
        byte[] empty = [.. Encoding.ASCII.GetBytes(type), 0, 0, 0, 0];
        byte[] file = [.. stream.ToArray(), .. Enumerable.Repeat(empty, 100_000).SelectMany(chunk => chunk)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        Header(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var header = Header(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
        Assert.InRange(header.Notices.Count, 0, 1);
    }

    [Fact]
    public void A_BMP_says_that_it_is_sRGB_where_it_can() => Assert.True(Header(SeedPictures.All["written.bmp"]).Colour.IsSrgb);

    /// <summary>Of a PNG one copy is made, from which its pixels are inflated; of the others none.</summary>
    [Theory]
    [InlineData(".png", 1.25)]
    [InlineData(".webp", 0.25)]
    [InlineData(".tif", 0.25)]
    [InlineData(".bmp", 0.25)]
    [InlineData(".pgm", 0.25)]
    public void The_header_is_read_without_copying_the_file_over_and_over(string ending, double copies)
    {
        var noise = new ImageData(600, 600, PixelFormat.Rgb, 8);
        new Random(5).NextBytes(noise.Samples);
        using var stream = new MemoryStream();
        if (ending == ".pgm")
        {
            stream.Write([.. "P5 900 600 65535\n"u8, .. noise.Samples]);
        }
        else
        {
            ImageCodecs.Default.ForExtension(ending)!.Encode(noise, stream, EncodeOptions.Default with { CompressionLevel = 0 });
        }

        var file = stream.ToArray();
        Header(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Header(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (long)(copies * file.Length));
    }

    [Theory]
    [InlineData("{ \"content\": 1, \"version\": 2 }")]
    [InlineData("# A page about pictures\n\nwith text")]
    public void A_text_is_no_TGA(string text) => Assert.Null(ImageCodecs.Default.Recognise(Encoding.UTF8.GetBytes(text)));

    /// <summary>Where the first block of a GIF begins: after its palette.</summary>
    private static int PictureOf(byte[] gif) => 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));

    private static ImageData Decode(byte[] file) => ImageCodecs.Default.Recognise(file)!.Decode(file, ImageLimits.Default);

    private static ImageHeader Header(byte[] file) => ImageCodecs.Default.Recognise(file)!.ReadHeader(file, ImageLimits.Default);

    private static string Refusal(byte[] file) =>
        Assert.Throws<ImageFormatException>(() => Header(file)).Message;
}
