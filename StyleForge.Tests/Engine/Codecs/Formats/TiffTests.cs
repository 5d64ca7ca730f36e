using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public sealed class TiffTests
{
    private static readonly IImageCodec Codec = ImageCodecs.Default.ForExtension(".tif")!;

    /// <summary>Decoders of these compressions have been found to write outside their memory.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Fax_compression_is_refused_before_anything_is_decoded(int compression)
    {
        var file = TiffBuilder.Of(8, 8, 0, 1, 1, new byte[8]).Short(259, compression).ToBytes();

        Assert.Equal("is a TIFF with fax compression (CCITT), which is refused: save it with LZW or Deflate, or as PNG", Refusal(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sixteen_bits_come_in_exactly_in_both_byte_orders(bool isBigEndian)
    {
        ushort[] samples = [0, 1, 255, 256, 257, 32767, 32768, 65534, 65535, 4660, 22136, 39612];
        byte[] bytes = [.. samples.SelectMany(sample => isBigEndian ? new[] { (byte)(sample >> 8), (byte)sample } : [(byte)sample, (byte)(sample >> 8)])];

        var rgb = Codec.Decode(TiffBuilder.Of(2, 2, 2, 16, 3, bytes, isBigEndian).ToBytes(), ImageLimits.Default);
        var grey = Codec.Decode(TiffBuilder.Of(4, 3, 1, 16, 1, bytes, isBigEndian).ToBytes(), ImageLimits.Default);
        var rgba = Codec.Decode(TiffBuilder.Of(3, 1, 2, 16, 4, bytes, isBigEndian).Short(338, 2).ToBytes(), ImageLimits.Default);

        Assert.Equal((PixelFormat.Rgb, 16), (rgb.PixelFormat, rgb.BitDepth));
        Assert.Equal(samples, rgb.Samples16.ToArray());
        Assert.Equal((PixelFormat.Grey, 16), (grey.PixelFormat, grey.BitDepth));
        Assert.Equal(samples, grey.Samples16.ToArray());
        Assert.Equal((PixelFormat.Rgba, 16), (rgba.PixelFormat, rgba.BitDepth));
        Assert.Equal(samples, rgba.Samples16.ToArray());
    }

    [Fact]
    public void White_is_zero_is_turned_over_and_small_samples_fill_their_range()
    {
        Assert.Equal([255, 245, 0], Codec.Decode(TiffBuilder.Of(3, 1, 0, 8, 1, [0, 10, 255]).ToBytes(), ImageLimits.Default).Samples);
        Assert.Equal([0, 255, 255, 0], Codec.Decode(TiffBuilder.Of(4, 1, 1, 1, 1, [0b0110_0000]).ToBytes(), ImageLimits.Default).Samples);
        Assert.Equal([0, 17, 255], Codec.Decode(TiffBuilder.Of(3, 1, 1, 4, 1, [0x01, 0xF0]).ToBytes(), ImageLimits.Default).Samples);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "tiles", "is a TIFF in tiles, which this build does not read: save it in strips, or as PNG" },
        { "float", "is a TIFF with signed or floating-point samples, which this build does not read: save it with 8 or 16 bits" },
        { "32 bits", "is a TIFF with 32 bits a sample; read are 1 to 16, the same for all: save it with 8 or 16" },
        { "inks", "is a TIFF with the photometric interpretation 5, which this build does not read: save it as grey or RGB, or as PNG" },
        { "old JPEG", "is a TIFF with JPEG compression, which is refused: save it with LZW or Deflate, or as PNG" },
        { "JPEG", "is a TIFF with JPEG compression, which is refused: save it with LZW or Deflate, or as PNG" },
        { "LZMA", "is a TIFF with the compression 34925, which this build does not read: save it as grey or RGB, or as PNG" },
        { "five samples", "is a TIFF with 5 samples a pixel (RGB, 2 more), which this build does not read: save it as grey, RGB or RGB with alpha, or as PNG" },
        { "no strips", "is truncated or damaged: its 2 rows need 2 strips, and it names 1" },
        { "strip outside", "is truncated: strip 1 of its 1 has 3 bytes, and its rows need 12" },
        { "no photometric", "is damaged: a TIFF must state its photometric interpretation" },
        { "BigTIFF", "is a BigTIFF, which this build does not read: save it as a usual TIFF, or as PNG" },
        { "no directory", "is truncated or damaged: the directory of its first picture does not lie in the file" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_has_its_sentence(string fault, string sentence)
    {
        var whole = TiffBuilder.Of(2, 2, 2, 8, 3, new byte[12]);
        var file = fault switch
        {
            "tiles" => whole.Long(322, 16).Long(323, 16).ToBytes(),
            "float" => whole.Short(339, 3, 3, 3).ToBytes(),
            "32 bits" => TiffBuilder.Of(1, 1, 1, 32, 1, new byte[4]).ToBytes(),
            "inks" => TiffBuilder.Of(1, 1, 5, 8, 4, new byte[4]).ToBytes(),
            "old JPEG" => whole.Short(259, 6).ToBytes(),
            "JPEG" => whole.Short(259, 7).ToBytes(),
            "LZMA" => whole.Short(259, 34925).ToBytes(),
            "five samples" => TiffBuilder.Of(1, 1, 2, 8, 5, new byte[5]).Short(338, 0, 0).ToBytes(),
            "no strips" => whole.Long(278, 1).ToBytes(),
            "strip outside" => whole.Pixels(new byte[3]).ToBytes(),
            "no photometric" => whole.Remove(262).ToBytes(),
            "BigTIFF" => [.. "II+\0"u8, .. new byte[40]],
            _ => [.. "II*\0"u8, 0xFF, 0xFF, 0, 0, .. new byte[40]],
        };

        Assert.Equal(sentence, Refusal(file));
    }

    [Fact]
    public void Directories_that_go_in_a_circle_are_counted_up_to_a_bound()
    {
        var file = TiffBuilder.Of(1, 1, 1, 8, 1, [7]).ToBytes(next: -1);

        Assert.Equal(10_000, Codec.ReadHeader(file, ImageLimits.Default).Frames);
        Assert.Equal([7], Codec.Decode(file, ImageLimits.Default).Samples);
    }

    /// <summary>ImageSharp takes memory for as many rows as a strip says that it has.</summary>
    [Theory]
    [InlineData(false, 3)]
    [InlineData(false, 0x7FFFFFF)]
    [InlineData(true, 0x7FFFFFF)]
    [InlineData(true, -1)]
    public void A_strip_of_more_rows_than_the_picture_takes_no_more_memory(bool isBigEndian, int rows)
    {
        var file = TiffBuilder.Of(4, 2, 1, 8, 1, [1, 2, 3, 4, 5, 6, 7, 8], isBigEndian).Long(278, rows).ToBytes();
        var asShort = TiffBuilder.Of(4, 2, 1, 8, 1, [1, 2, 3, 4, 5, 6, 7, 8], isBigEndian).Short(278, 60_000).ToBytes();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Codec.Decode(file, ImageLimits.Default).Samples);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Codec.Decode(asShort, ImageLimits.Default).Samples);
    }

    /// <summary>Each number of an entry would become eight bytes.</summary>
    [Theory]
    [InlineData(320, "is truncated or damaged: its palette does not have a colour for each of its numbers")]
    [InlineData(273, "is truncated or damaged: its 1 rows need 1 strips, and it names 1")]
    [InlineData(279, "is truncated or damaged: its 1 rows need 1 strips, and it names 1")]
    public void An_entry_of_too_many_numbers_takes_no_memory(ushort tag, string sentence)
    {
        var file = TiffBuilder.Of(1, 1, tag == 320 ? 3 : 1, 8, 1, [7]).Bytes(tag, 1, new byte[4 << 20]).ToBytes();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<ImageFormatException>(() => Codec.ReadHeader(file, ImageLimits.Default));

        Assert.Equal(sentence, refusal.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Strips_that_are_the_same_bytes_over_and_over_are_refused()
    {
        var apart = TiffBuilder.Of(4, 2, 1, 8, 1, [1, 2, 3, 4, 5, 6, 7, 8]).Long(278, 1).Long(273, 8, 12).Long(279, 4, 4).ToBytes();
        var same = TiffBuilder.Of(1, 1000, 1, 8, 1, new byte[100])
            .Long(278, 1).Long(273, [.. Enumerable.Repeat(8, 1000)]).Long(279, [.. Enumerable.Repeat(100, 1000)]).ToBytes();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Codec.Decode(apart, ImageLimits.Default).Samples);
        Assert.Equal($"is damaged: its strips have 100000 bytes together, and the whole file has {same.Length}", Refusal(same));
    }

    [Fact]
    public void Texts_of_other_programs_are_read_from_their_entries()
    {
        var file = TiffBuilder.Of(1, 1, 1, 8, 1, [7]).Bytes(270, 2, [.. "A harbour\0"u8]).Bytes(305, 2, [.. "Scanner 3\0"u8]).ToBytes();

        var texts = Codec.ReadHeader(file, ImageLimits.Default).Texts;

        Assert.Equal(("A harbour", "Scanner 3"), (texts["Description"], texts["Software"]));
    }

    private static string Refusal(byte[] file)
    {
        var refusal = Assert.Throws<ImageFormatException>(() => Codec.ReadHeader(file, ImageLimits.Default));
        Assert.Equal(refusal.Message, Assert.Throws<ImageFormatException>(() => Codec.Decode(file, ImageLimits.Default)).Message);
        return refusal.Message;
    }
}
