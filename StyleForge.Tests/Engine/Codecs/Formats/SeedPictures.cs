using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>Small whole files of every format and most of its kinds, by name: what damage starts from.</summary>
internal static class SeedPictures
{
    private const int Width = 11;
    private const int Height = 7;

    /// <summary>The files.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Make();

    /// <summary>Slopes, an edge and some noise; the same always.</summary>
    public static ImageData Draw(int width, int height, PixelFormat format, int bitDepth = 8)
    {
        var image = new ImageData(width, height, format, bitDepth) { Colour = new ColourFacts(IsSrgb: true) };
        var state = 12345u;
        for (var i = 0; i < image.Samples.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            var x = i / (image.Channels * bitDepth / 8) % width;
            image.Samples[i] = (byte)((x * 19) + (i * 3) + (int)(state >> 28) + (x > width / 2 ? 60 : 0));
        }

        return image;
    }

    private static Dictionary<string, byte[]> Make()
    {
        var files = new Dictionary<string, byte[]>();
        foreach (var ending in (string[])[".png", ".jpg", ".webp", ".tif", ".bmp"])
        {
            var codec = ImageCodecs.Default.ForExtension(ending)!;
            var image = new ImageData(Width, Height, codec.HoldsAlpha ? PixelFormat.Rgba : PixelFormat.Rgb, 8, Draw(Width, Height, codec.HoldsAlpha ? PixelFormat.Rgba : PixelFormat.Rgb).Samples)
            {
                Colour = new ColourFacts(IsSrgb: true),
                Texts = codec.HoldsTexts ? new Dictionary<string, string> { ["Software"] = "StyleForge", ["Note"] = "«text»" } : [],
            };
            using var stream = new MemoryStream();
            codec.Encode(image, stream, EncodeOptions.Default);
            files["written" + ending] = stream.ToArray();
        }

        foreach (var name in (string[])["grey1-transparent", "palette4-alpha", "palette2-interlaced", "rgb16-transparent", "rgba16-interlaced", "texts", "orientation6"])
        {
            files[name + ".png"] = PngFixtures.Bytes(name);
        }

        foreach (var name in (string[])["baseline-grey-1x1", "baseline-420-33x17", "progressive-restart3-444-40x40", "progressive-422-33x17", "baseline-cmyk-19x13", "orientation6-19x13", "baseline-apart-420-33x17"])
        {
            files[name + ".jpg"] = JpegGolden.File(name);
        }

        using var opaque = Image.LoadPixelData<Rgb24>(Draw(Width, Height, PixelFormat.Rgb).Samples, Width, Height);
        using var transparent = Image.LoadPixelData<Rgba32>(Draw(Width, Height, PixelFormat.Rgba).Samples, Width, Height);
        using var grey = Image.LoadPixelData<L8>(Draw(Width, Height, PixelFormat.Grey).Samples, Width, Height);
        files["lossy.webp"] = Save(opaque, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
        files["lossy-alpha.webp"] = Save(transparent, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
        foreach (var compression in (TiffCompression[])[TiffCompression.None, TiffCompression.Lzw, TiffCompression.PackBits, TiffCompression.Deflate])
        {
            files[$"{compression}.tif".ToLowerInvariant()] = Save(opaque, new TiffEncoder { Compression = compression, BitsPerPixel = TiffBitsPerPixel.Bit24 });
        }

        files["palette.tif"] = Save(opaque, new TiffEncoder { BitsPerPixel = TiffBitsPerPixel.Bit8, PhotometricInterpretation = TiffPhotometricInterpretation.PaletteColor });
        files["rgba16.tif"] = TiffBuilder.Of(3, 2, 2, 16, 4, [.. Enumerable.Range(1, 48).Select(i => (byte)(i * 5))], isBigEndian: true).Short(338, 2).ToBytes();
        files["grey16.tif"] = TiffBuilder.Of(3, 2, 1, 16, 1, [.. Enumerable.Range(1, 12).Select(i => (byte)(i * 20))]).Long(274, 6).ToBytes();
        files["rgb24.bmp"] = Save(opaque, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 });
        files["palette8.bmp"] = Save(opaque, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 });
        files["rgb16.bmp"] = Save(opaque, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel16 });
        files["runs8.bmp"] = RunBmp();
        files["opaque.gif"] = Save(opaque, new GifEncoder());
        files["transparent.gif"] = Save(transparent, new GifEncoder());
        files["rgb24.tga"] = Save(opaque, new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel24, Compression = TgaCompression.None });
        files["runs32.tga"] = Save(transparent, new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel32, Compression = TgaCompression.RunLength });
        files["grey8.tga"] = Save(grey, new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel8, Compression = TgaCompression.RunLength });
        files["text.ppm"] = Encoding.ASCII.GetBytes("P3\n# made by hand\n2 2\n255\n255 0 0  0 255 0\n0 0 255  9 8 7\n");
        files["text.pgm"] = Encoding.ASCII.GetBytes("P2 3 1 100\n0 50 100\n");
        files["text.pbm"] = Encoding.ASCII.GetBytes("P1\n4 2\n1010\n0101\n");
        files["raw.pbm"] = [.. "P4\n11 2\n"u8, 0xAA, 0xA0, 0x55, 0x40];
        files["raw.pgm"] = Save(grey, new PbmEncoder { ColorType = PbmColorType.Grayscale, ComponentType = PbmComponentType.Short, Encoding = PbmEncoding.Binary });
        files["raw.ppm"] = Save(opaque, new PbmEncoder { ColorType = PbmColorType.Rgb, Encoding = PbmEncoding.Binary });
        return files;
    }

    // Two rows of four pixels in runs of 8 bits: three of colour 1 and one of colour 2; two of their own, two of a run.
    private static byte[] RunBmp()
    {
        byte[] runs = [3, 1, 1, 2, 0, 0, 0, 3, 2, 1, 2, 0, 1, 0, 0, 1];
        byte[] palette = [0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0];
        var start = 14 + 40 + palette.Length;
        return
        [
            .. "BM"u8, .. Word(start + runs.Length), .. Word(0), .. Word(start),
            .. Word(40), .. Word(4), .. Word(2), 1, 0, 8, 0, .. Word(1), .. Word(runs.Length), .. Word(0), .. Word(0), .. Word(3), .. Word(0),
            .. palette, .. runs,
        ];

        static byte[] Word(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
    }

    private static byte[] Save(Image image, IImageEncoder encoder)
    {
        using var stream = new MemoryStream();
        image.Save(stream, encoder);
        return stream.ToArray();
    }
}
