using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public class PngDamageTests
{
    // Two rows of two grey pixels.
    private static readonly byte[] Lines = [0, 10, 20, 0, 30, 40];

    [Fact]
    public void Every_truncation_of_the_pixels_is_refused_and_of_what_follows_them_is_not()
    {
        foreach (var name in new[] { "rgb8", "palette4-alpha", "grey16-interlaced", "texts", "orientation6" })
        {
            var file = PngFixtures.Bytes(name);
            var end = PngBuilder.EndOf(file, "IDAT");
            for (var length = 0; length < file.Length; length++)
            {
                if (length < end)
                {
                    Assert.Throws<ImageFormatException>(() => PngFixtures.Decode(file[..length]));
                    Assert.Throws<ImageFormatException>(() => new PngCodec().ReadHeader(file[..length], ImageLimits.Default));
                }
                else
                {
                    Assert.Equal(PngFixtures.Samples(name), PngFixtures.Decode(file[..length]).Samples);
                    Assert.Equal(["ends without the chunk (IEND) that every PNG ends with"], PngFixtures.Decode(file[..length]).Notices);
                }
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_refused_or_touches_no_pixel()
    {
        // Checksums see every single bit.
        var file = PngFixtures.Bytes("palette2-alpha");
        var samples = PngFixtures.Samples("palette2-alpha");
        var refused = 0;
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var damaged = (byte[])file.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var image = PngFixtures.Decode(damaged);
                Assert.Equal(samples, image.Samples);
                Assert.NotEmpty(image.Notices);
            }
            catch (ImageFormatException)
            {
                refused++;
            }
        }

        Assert.True(refused > file.Length * 6, $"{refused} of {file.Length * 8} were refused");
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("iCCP")]
    [InlineData("gAMA")]
    [InlineData("eXIf")]
    [InlineData("tIME")]
    public void A_wrong_checksum_of_what_no_pixel_depends_on_gives_the_picture_and_a_notice(string type)
    {
        var file = Grey().Insert(1, type, [0, 0, 0, 1]).ToBytes();
        file[33 + 8 + 4] ^= 0xFF;

        var image = PngFixtures.Decode(file);

        Assert.Equal([10, 20, 30, 40], image.Samples);
        Assert.Equal([$"has a PNG chunk {type} whose checksum is wrong, which is passed over"], image.Notices);
    }

    public static TheoryData<string, string> Oddities => new()
    {
        { "gamma twice", "has the PNG chunk gAMA twice, and the first counts" },
        { "gamma late", "has its PNG chunk gAMA after the pixels, where it does not count" },
        { "broken profile", "has a colour profile (PNG chunk iCCP) that is broken or too long: its colours are taken as sRGB" },
        { "broken text", "has a text (PNG chunk zTXt) that is broken or too long, and is passed over" },
        { "animated", "is animated, and its still picture is read" },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public void Each_oddity_gives_the_picture_and_its_notice(string oddity, string notice)
    {
        var file = oddity switch
        {
            "gamma twice" => Grey().Insert(1, "gAMA", [0, 0, 0xB1, 0x8F]).Insert(1, "gAMA", [0, 0, 0xB1, 0x8F]),
            "gamma late" => Grey().Insert(2, "gAMA", [0, 0, 0xB1, 0x8F]),
            "palette of grey" => Grey().Insert(1, "PLTE", [1, 2, 3]),
            "palette too long" => PngBuilder.Of(2, 2, 1, 3, [0, 0x80, 0, 0x40]).Insert(1, "PLTE", [9, 9, 9, 7, 7, 7, 5, 5, 5]),
            "too many rows" => PngBuilder.Of(2, 2, 8, 0, [.. Lines, 0]),
            "broken profile" => Grey().Insert(1, "iCCP", [.. "name\0\0"u8, 1, 2, 3]),
            "broken text" => Grey().Insert(1, "zTXt", [.. "name\0\0"u8, 1, 2, 3]),
            _ => Grey().Insert(1, "acTL", new byte[8]),
        };

        var image = PngFixtures.Decode(file.ToBytes());

        Assert.Equal([notice], image.Notices);
        Assert.Equal(oddity == "palette too long" ? [7, 7, 7, 9, 9, 9, 9, 9, 9, 7, 7, 7] : [10, 20, 30, 40], image.Samples);
    }

    [Fact]
    public void What_happens_often_is_told_once()
    {
        var file = Grey();
        for (var i = 0; i < 20; i++)
        {
            file.Insert(1, "zTXt", [.. "name\0\0"u8, 1, 2, 3]).Insert(1, "acTL", new byte[8]).Insert(1, "gAMA", [0, 0, 0xB1, 0x8F]);
        }

        Assert.Equal(
            [
                "has a text (PNG chunk zTXt) that is broken or too long, and is passed over",
                "has the PNG chunk gAMA twice, and the first counts",
                "is animated, and its still picture is read",
            ],
            PngFixtures.Decode(file.ToBytes()).Notices.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_pixel_beyond_the_palette_is_black(int interlaced)
    {
        byte[] lines = interlaced == 0 ? [0, 0, 200, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0];
        var file = PngBuilder.Of(8, 1, 8, 3, lines, interlaced).Insert(1, "PLTE", [1, 2, 3]).ToBytes();

        Assert.Equal([1, 2, 3, 0, 0, 0, 1, 2, 3], PngFixtures.Decode(file).Samples[..9]);
    }

    [Fact]
    public void Damage_under_right_checksums_is_refused_or_decoded_and_never_anything_else()
    {
        var random = new Random(11);
        var refused = 0;
        var decoded = 0;
        foreach (var name in PngFixtures.Names)
        {
            for (var round = 0; round < 40; round++)
            {
                var file = PngBuilder.Read(PngFixtures.Bytes(name));
                var type = file.Types.ElementAt(random.Next(file.Types.Count()));
                var data = (byte[])file.Data(type).Clone();
                if (data.Length == 0)
                {
                    continue;
                }

                for (var changes = random.Next(1, 4); changes > 0; changes--)
                {
                    data[random.Next(data.Length)] = (byte)random.Next(256);
                }

                file.Replace(type, random.Next(4) == 0 ? data[..random.Next(data.Length)] : data);
                try
                {
                    new PngCodec().Decode(file.ToBytes(), new ImageLimits(MaximumPixels: 100_000));
                    decoded++;
                }
                catch (ImageFormatException failure)
                {
                    refused++;
                    Assert.Matches("^(is|has|needs|begins|says|asks) ", failure.Message);
                }
            }
        }

        // Both happen, or the test shows nothing.
        Assert.True(refused > 100 && decoded > 100, $"{refused} refused, {decoded} decoded");
    }

    [Theory]
    [InlineData(0, 5, "says that it has 0×5 pixels: there is no picture in it")]
    [InlineData(5, 0, "says that it has 5×0 pixels: there is no picture in it")]
    [InlineData(101, 1, "has 101×1 pixels, and at most 100 a side are allowed")]
    [InlineData(-1, 1, "has 4294967295×1 pixels, and at most 100 a side are allowed")]
    [InlineData(60, 60, "has 60×60 = 3600 pixels, and at most 3000 are allowed")]
    [InlineData(50, 50, "is truncated: 0 of 50 rows are there")]
    public void A_size_is_held_against_the_limits_before_anything_else(int width, int height, string sentence)
    {
        var file = PngBuilder.Of(width, height, 8, 6, [0, 1, 2]).ToBytes();

        var failure = Assert.Throws<ImageFormatException>(
            () => new PngCodec().Decode(file, new ImageLimits(MaximumPixels: 3000, MaximumSide: 100)));

        Assert.Equal(sentence, failure.Message);
    }

    [Fact]
    public void A_small_file_cannot_ask_for_much_memory()
    {
        var file = PngBuilder.Of(14_000, 14_000, 8, 2, [0, 1, 2]).ToBytes();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var failure = Assert.Throws<ImageFormatException>(() => PngFixtures.Decode(file));

        Assert.Equal("is truncated: 14000×14000 pixels cannot come out of 11 bytes of pixel data", failure.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_file_with_more_bytes_than_allowed_is_refused()
    {
        var file = PngFixtures.Bytes("rgb8");

        var failure = Assert.Throws<ImageFormatException>(() => new PngCodec().Decode(file, new ImageLimits(MaximumBytes: 100)));

        Assert.Equal($"has {file.Length} bytes, and at most 100 are allowed", failure.Message);
    }

    [Fact]
    public void Texts_and_profiles_that_inflate_without_end_are_left_out()
    {
        var bomb = PngBuilder.Deflate(new byte[20 << 20]);
        var file = Grey()
            .Insert(1, "iCCP", [.. "bomb\0\0"u8, .. bomb])
            .Insert(1, "zTXt", [.. "bomb\0\0"u8, .. bomb])
            .Insert(1, "iTXt", [.. "bomb\0\u0001\0\0\0"u8, .. bomb])
            .Insert(1, "zTXt", [.. "broken\0\0"u8, 1, 2, 3]);

        var image = PngFixtures.Decode(file.ToBytes());

        Assert.Empty(image.Texts);
        Assert.Null(image.Colour.IccProfile);
    }

    [Fact]
    public void All_texts_together_are_bounded()
    {
        var file = Grey();
        for (var i = 0; i < 10; i++)
        {
            file.Insert(1, "tEXt", [.. "k"u8, (byte)('0' + i), 0, .. Enumerable.Repeat((byte)'x', (1 << 20) - 2)]);
        }

        Assert.Equal(4, PngFixtures.Decode(file.ToBytes()).Texts.Count);
    }

    /// <summary>A kilobyte of a file can ask for a megabyte of text, which is then not kept.</summary>
    [Theory]
    [InlineData(1 << 20, true, 1)]
    [InlineData(5 << 20, true, 0)]
    [InlineData(5 << 20, false, 0)]
    public void Texts_that_are_not_kept_cost_no_more_than_a_few_that_are(int length, bool haveOneKeyword, int kept)
    {
        var file = Grey();
        byte[] compressed = PngBuilder.Deflate(new byte[length]);
        for (var i = 0; i < 60; i++)
        {
            file.Insert(1, "zTXt", [.. "k"u8, (byte)(haveOneKeyword ? '0' : '0' + i), 0, 0, .. compressed]);
        }

        var bytes = file.ToBytes();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var header = new PngCodec().ReadHeader(bytes, ImageLimits.Default);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80 << 20);
        Assert.Equal(kept, header.Texts.Count);
    }

    [Theory]
    [InlineData("\u001B[31m")]
    [InlineData("a\nb")]
    [InlineData("a\u009Bb")]
    [InlineData(" a")]
    [InlineData("a ")]
    public void A_text_whose_keyword_the_standard_forbids_is_left_out(string keyword)
    {
        var file = Grey().Insert(1, "tEXt", [.. System.Text.Encoding.Latin1.GetBytes(keyword), 0, .. "text"u8]).ToBytes();

        var image = PngFixtures.Decode(file);

        Assert.Empty(image.Texts);
        Assert.Equal(["has a text (PNG chunk tEXt) that is broken or too long, and is passed over"], image.Notices);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "header missing", "begins with the PNG chunk IDAT instead of its header (IHDR)" },
        { "header twice", "has the PNG chunk IHDR twice" },
        { "header short", "has a PNG header (IHDR) of 12 bytes instead of 13" },
        { "colour type 5", "has the unknown PNG colour type 5; known are 0, 2, 3, 4 and 6" },
        { "3 bits", "has 3 bits a sample, but PNG colour type 0 has 1, 2, 4, 8 or 16" },
        { "4 bits RGB", "has 4 bits a sample, but PNG colour type 2 has 8 or 16" },
        { "16 bits palette", "has 16 bits a sample, but PNG colour type 3 has 1, 2, 4 or 8" },
        { "interlacing 2", "asks for PNG compression method 0, filter method 0 and interlacing 2; known are 0, 0, and 0 or 1" },
        { "no pixels", "has no pixels: the PNG chunk IDAT is missing" },
        { "pixels in two places", "has its pixels (IDAT) in two places, with other PNG chunks between them" },
        { "unknown critical", "needs the PNG chunk CgBI, which this reader does not know: save it as a standard PNG" },
        { "no palette", "has no palette (PLTE), and its pixels are numbers of palette entries" },
        { "palette of 4 bytes", "has a palette (PLTE) of 4 bytes; allowed are 3 for each of 1 to 256 colours" },
        { "palette twice", "has the PNG chunk PLTE twice" },
        { "palette late", "has no palette (PLTE), and its pixels are numbers of palette entries" },
        { "transparency before palette", "has its transparency (tRNS) before its palette (PLTE)" },
        { "transparency too long", "has a transparency chunk (tRNS) of 2 bytes; allowed are 1 to 1" },
        { "transparency of alpha", "has an alpha channel and yet a transparent colour (tRNS)" },
        { "too few rows", "is truncated: 1 of 2 rows are there" },
        { "too few rows, interlaced", "is truncated: its pixel data end before the last row" },
        { "interlaced and narrow", "is an interlaced PNG of 4 pixels across, and 5 are the least: save it without interlacing" },
        { "filter 7", "is damaged: a row has the PNG filter 7, and there are 0 to 4" },
        { "bad zlib", "is damaged: its pixel data (IDAT) cannot be decompressed" },
        { "zlib dictionary", "is damaged: its pixel data (IDAT) cannot be decompressed" },
        { "bad zlib checksum", "is damaged: its pixel data (IDAT) cannot be decompressed" },
        { "text transfer", "is damaged at its very start, as a PNG is that was transferred as text: transfer it again as binary" },
        { "not letters", "is damaged: at byte 33 there is no PNG chunk where one should begin" },
        { "checksum", "is damaged: the checksum of its PNG chunk IHDR at byte 8 is wrong" },
        { "cut within pixels", "is truncated: its PNG chunk IDAT should have 14 bytes, and the file ends before" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_has_its_sentence(string fault, string sentence)
    {
        var failure = Assert.Throws<ImageFormatException>(() => PngFixtures.Decode(Faulty(fault)));

        Assert.Equal(sentence, failure.Message);
    }

    private static byte[] Faulty(string fault) => fault switch
    {
        "header missing" => Grey().Remove("IHDR").ToBytes(),
        "header twice" => Grey().Insert(1, "IHDR", Grey().Data("IHDR")).ToBytes(),
        "header short" => Grey().Replace("IHDR", Grey().Data("IHDR")[..12]).ToBytes(),
        "colour type 5" => PngBuilder.Of(2, 2, 8, 5, Lines).ToBytes(),
        "3 bits" => PngBuilder.Of(2, 2, 3, 0, Lines).ToBytes(),
        "4 bits RGB" => PngBuilder.Of(2, 2, 4, 2, Lines).ToBytes(),
        "16 bits palette" => PngBuilder.Of(2, 2, 16, 3, Lines).ToBytes(),
        "interlacing 2" => PngBuilder.Of(2, 2, 8, 0, Lines, interlaced: 2).ToBytes(),
        "no pixels" => Grey().Remove("IDAT").ToBytes(),
        "pixels in two places" => Grey().Insert(2, "tEXt", [.. "a\0b"u8]).Insert(3, "IDAT", [1]).ToBytes(),
        "unknown critical" => Grey().Insert(1, "CgBI", [1, 2, 3, 4]).ToBytes(),
        "no palette" => Palette().Remove("PLTE").ToBytes(),
        "palette of 4 bytes" => Palette().Replace("PLTE", new byte[4]).ToBytes(),
        "palette twice" => Palette().Insert(1, "PLTE", [1, 2, 3]).ToBytes(),
        "palette late" => Palette().Remove("PLTE").Insert(2, "PLTE", [1, 2, 3]).ToBytes(),
        "transparency before palette" => Palette().Insert(1, "tRNS", [0]).ToBytes(),
        "transparency too long" => Palette().Insert(2, "tRNS", [0, 1]).ToBytes(),
        "transparency of alpha" => PngBuilder.Of(1, 1, 8, 4, [0, 1, 2]).Insert(1, "tRNS", [0, 1]).ToBytes(),
        "too few rows" => PngBuilder.Of(2, 2, 8, 0, Lines[..5]).ToBytes(),
        "too few rows, interlaced" => PngBuilder.Of(5, 1, 8, 0, [0, 10, 0, 20], interlaced: 1).ToBytes(),
        "interlaced and narrow" => PngBuilder.Of(4, 4, 8, 0, new byte[40], interlaced: 1).ToBytes(),
        "filter 7" => PngBuilder.Of(2, 2, 8, 0, [7, 10, 20, 0, 30, 40]).ToBytes(),
        "bad zlib" => Grey().Replace("IDAT", [1, 2, 3, 4]).ToBytes(),
        "zlib dictionary" => Grey().Replace("IDAT", [0x78, 0xBB, 1, 2, 3, 4, 5, 6, 7, 8]).ToBytes(),
        "bad zlib checksum" => Grey().Replace("IDAT", [.. Grey().Data("IDAT")[..^1], 0xEE]).ToBytes(),
        "text transfer" => [0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, .. Grey().ToBytes()[8..]],
        "not letters" => [.. Grey().ToBytes()[..33], 0, 0, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        "checksum" => [.. Grey().ToBytes()[..29], 1, 2, 3, 4, .. Grey().ToBytes()[33..]],
        "cut within pixels" => Grey().ToBytes()[..(33 + 8 + 9 + 4)],
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static PngBuilder Grey() => PngBuilder.Of(2, 2, 8, 0, Lines);

    private static PngBuilder Palette() => PngBuilder.Of(2, 2, 8, 3, Lines).Insert(1, "PLTE", [1, 2, 3]);
}
