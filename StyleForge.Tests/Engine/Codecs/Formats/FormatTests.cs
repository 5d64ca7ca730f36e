using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;
using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>What holds for every format: it is known by its contents, whole or refused, bounded, exact, and turned as it should be.</summary>
public sealed class FormatTests
{
    private static readonly Dictionary<string, string> Awkward = new() { ["Software"] = "StyleForge 1.2", ["StyleForge"] = "{\"a\": \"ü ☃\n <&> ]]>\"}", ["Empty"] = "" };

    public static TheoryData<string> Seeds => [.. SeedPictures.All.Keys];

    public static TheoryData<string> Writable => [.. ImageCodecs.Default.WritableExtensions];

    public static TheoryData<string> WithTexts => [".png", ".jpg", ".webp", ".tif"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_file_is_known_by_its_contents_and_its_header_tells_what_decoding_gives(string name)
    {
        var file = SeedPictures.All[name];
        var codec = ImageCodecs.Default.Recognise(file)!;

        var header = codec.ReadHeader(file, ImageLimits.Default);
        var image = codec.Decode(file, ImageLimits.Default);

        Assert.Contains(Path.GetExtension(name), codec.Extensions);
        Assert.Equal((image.Width, image.Height, image.PixelFormat, image.BitDepth), (header.Width, header.Height, header.PixelFormat, header.BitDepth));
        Assert.Equal(codec.Format, header.Format);
        Assert.NotEmpty(header.Coding);
        Assert.Empty(header.Notices);
    }

    /// <summary>ImageSharp shows a file that ends in the middle without a word, the rest grey or black. Nothing like it may come out.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_file_that_ends_early_is_refused_or_gives_the_whole_picture(string name)
    {
        var file = SeedPictures.All[name];
        var codec = ImageCodecs.Default.Recognise(file)!;
        var whole = codec.Decode(file, ImageLimits.Default).Samples;
        var refused = 0;
        // Of numbers written as text the last may be cut to another.
        var end = name.StartsWith("text.", StringComparison.Ordinal) ? file.AsSpan().TrimEnd((byte)'\n').LastIndexOfAny((byte)' ', (byte)'\n') : file.Length;
        for (var length = Math.Min(ImageCodecs.RecognitionLength, file.Length / 2); length < end; length++)
        {
            try
            {
                codec.ReadHeader(file[..length], ImageLimits.Default);
            }
            catch (ImageFormatException)
            {
                Assert.Throws<ImageFormatException>(() => codec.Decode(file[..length], ImageLimits.Default));
                refused++;
                continue;
            }

            Assert.Equal(whole, codec.Decode(file[..length], ImageLimits.Default).Samples);
        }

        Assert.True(refused > 0, $"None of {file.Length} cuts were refused.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Limits_hold_before_any_pixel_is_decoded(string name)
    {
        var file = SeedPictures.All[name];
        var codec = ImageCodecs.Default.Recognise(file)!;
        var header = codec.ReadHeader(file, ImageLimits.Default);
        var pixels = (long)header.Width * header.Height;

        Refused(new ImageLimits(MaximumBytes: file.Length - 1), "bytes");
        Refused(new ImageLimits(MaximumPixels: pixels - 1), pixels == 1 ? "1×1" : "pixels");
        Refused(new ImageLimits(MaximumSide: Math.Max(header.Width, header.Height) - 1), "a side");
        Assert.Equal(header.Width, codec.Decode(file, new ImageLimits(pixels, file.Length, Math.Max(header.Width, header.Height))).Width);

        void Refused(ImageLimits limits, string part)
        {
            Assert.Contains(part, Assert.Throws<ImageFormatException>(() => codec.ReadHeader(file, limits)).Message, StringComparison.Ordinal);
            Assert.Contains(part, Assert.Throws<ImageFormatException>(() => codec.Decode(file, limits)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void A_picture_is_written_to_the_same_bytes_and_read_back_the_same(string ending)
    {
        var codec = ImageCodecs.Default.ForExtension(ending)!;
        foreach (var (width, height) in new[] { (1, 1), (7, 3), (3, 7), (64, 33) })
        {
            foreach (var format in codec.HoldsAlpha ? [PixelFormat.Rgb, PixelFormat.Rgba] : new[] { PixelFormat.Rgb })
            {
                foreach (var bitDepth in codec.MaximumBitDepth == 16 ? [8, 16] : new[] { 8 })
                {
                    var image = SeedPictures.Draw(width, height, format, bitDepth);
                    var file = Encode(codec, image);

                    Assert.Equal(file, Encode(codec, image));
                    var again = codec.Decode(file, ImageLimits.Default);
                    Assert.Equal((width, height, format, bitDepth), (again.Width, again.Height, again.PixelFormat, again.BitDepth));
                    var most = image.Samples.Zip(again.Samples, (one, other) => Math.Abs(one - other)).Max();
                    Assert.InRange(most, 0, codec.Format == "JPEG" ? 60 : 0);
                }
            }
        }
    }

    [Fact]
    public void Sixteen_bits_go_in_and_out_exactly()
    {
        var image = new ImageData(256, 256, PixelFormat.Grey, 16);
        for (var i = 0; i < 65536; i++)
        {
            image.Samples16[i] = (ushort)i;
        }

        var codec = ImageCodecs.Default.ForExtension(".png")!;
        Assert.Equal(image.Samples, codec.Decode(Encode(codec, image), ImageLimits.Default).Samples);
        var picture = codec.Decode(Encode(codec, image), ImageLimits.Default).ToPicture();
        Assert.Equal(image.Samples16.ToArray(), picture.Plane(0).ToArray().Select(sample => (ushort)Math.Round(sample * 65535)).ToArray());
        Assert.Equal(image.Samples, Channel(picture.ToImageData(16), 0));

        static byte[] Channel(ImageData image, int channel)
        {
            var words = image.Samples16;
            var one = new ushort[words.Length / image.Channels];
            for (var i = 0; i < one.Length; i++)
            {
                one[i] = words[(i * image.Channels) + channel];
            }

            return MemoryMarshal.AsBytes<ushort>(one).ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(WithTexts))]
    public void Texts_and_colours_come_back_from_every_format_that_can_carry_them(string ending)
    {
        var codec = ImageCodecs.Default.ForExtension(ending)!;
        Assert.True(codec.HoldsTexts);
        var drawn = SeedPictures.Draw(9, 5, PixelFormat.Rgb);

        var plain = codec.Decode(Encode(codec, new ImageData(9, 5, PixelFormat.Rgb, 8, drawn.Samples) { Colour = new ColourFacts(IsSrgb: true), Texts = Awkward }), ImageLimits.Default);
        Assert.All(Awkward, text => Assert.Equal(text.Value, plain.Texts[text.Key]));
        Assert.True(plain.Colour.IsSrgb || plain.Colour.IccProfile!.Value.Span.SequenceEqual(SrgbProfile.Bytes.Span));

        byte[] profile = [.. Enumerable.Range(0, 999).Select(i => (byte)(i * 7))];
        var profiled = codec.Decode(Encode(codec, new ImageData(9, 5, PixelFormat.Rgb, 8, drawn.Samples) { Colour = new ColourFacts(profile) }), ImageLimits.Default);
        Assert.Equal(profile, profiled.Colour.IccProfile!.Value.ToArray());
    }

    [Fact]
    public void A_format_without_a_place_for_texts_says_so() =>
        Assert.Equal(["BMP"], ImageCodecs.Default.Codecs.Where(codec => codec is { CanWrite: true, HoldsTexts: false }).Select(codec => codec.Format));

    /// <summary>The profile that is written is sRGB to our own reader: nothing is converted.</summary>
    [Fact]
    public void The_profile_of_sRGB_is_one()
    {
        Assert.Null(IccProfile.Parse(SrgbProfile.Bytes.Span, out var profile));
        Assert.True(profile!.IsSrgb());
        Assert.Equal(SrgbProfile.Bytes.Length, BinaryPrimitives.ReadInt32BigEndian(SrgbProfile.Bytes.Span));
    }

    public static TheoryData<string, int, bool> Orientations
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var ending in (string[])[".png", ".jpg", ".webp", ".tif"])
            {
                for (var orientation = 1; orientation <= 8; orientation++)
                {
                    data.Add(ending, orientation, false);
                    data.Add(ending, orientation, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_picture_is_turned_as_its_EXIF_data_say(string ending, int orientation, bool isLong)
    {
        var drawn = SeedPictures.Draw(19, 13, PixelFormat.Rgb);
        var codec = ImageCodecs.Default.ForExtension(ending)!;
        var plain = ending == ".tif" ? TiffBuilder.Of(19, 13, 2, 8, 3, drawn.Samples).ToBytes() : Encode(codec, drawn);
        var turned = ending switch
        {
            ".png" => PngBuilder.Read(plain).Insert(1, "eXIf", Exif(orientation, isLong)).ToBytes(),
            ".jpg" => [.. plain.AsSpan(0, 2), 0xFF, 0xE1, 0, 2 + 6 + 26, .. "Exif\0\0"u8, .. Exif(orientation, isLong), .. plain.AsSpan(2)],
            ".webp" => WithChunk(plain, "EXIF", Exif(orientation, isLong)),
            _ => (isLong ? TiffBuilder.Of(19, 13, 2, 8, 3, drawn.Samples).Long(274, orientation) : TiffBuilder.Of(19, 13, 2, 8, 3, drawn.Samples).Short(274, orientation)).ToBytes(),
        };

        var expected = Turned(codec.Decode(plain, ImageLimits.Default), orientation);
        var actual = codec.Decode(turned, ImageLimits.Default);

        Assert.Equal(expected.Samples, actual.Samples);
        var header = codec.ReadHeader(turned, ImageLimits.Default);
        Assert.Equal((expected.Width, expected.Height, orientation), (header.Width, header.Height, header.Orientation));
    }

    /// <summary>By the standard's words: on which side of the seen picture the stored first row and first column lie.</summary>
    private static ImageData Turned(ImageData image, int orientation)
    {
        var (width, height) = orientation >= 5 ? (image.Height, image.Width) : (image.Width, image.Height);
        var turned = new ImageData(width, height, image.PixelFormat, 8);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (right, bottom) = (image.Width - 1 - x, image.Height - 1 - y);
                var (toX, toY) = orientation switch
                {
                    1 => (x, y),
                    2 => (right, y),
                    3 => (right, bottom),
                    4 => (x, bottom),
                    5 => (y, x),
                    6 => (bottom, x),
                    7 => (bottom, right),
                    _ => (y, right),
                };
                image.Samples.AsSpan(((y * image.Width) + x) * 3, 3).CopyTo(turned.Samples.AsSpan(((toY * width) + toX) * 3));
            }
        }

        return turned;
    }

    private static byte[] Exif(int orientation, bool isLong) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, (byte)(isLong ? 4 : 3), 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] WithChunk(byte[] webp, string type, byte[] data)
    {
        byte[] file = [.. webp, .. System.Text.Encoding.ASCII.GetBytes(type), (byte)data.Length, 0, 0, 0, .. data];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static byte[] Encode(IImageCodec codec, ImageData image)
    {
        using var stream = new MemoryStream();
        codec.Encode(image, stream, EncodeOptions.Default);
        return stream.ToArray();
    }
}
