using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>The files of <c>Golden/Jpeg</c>, and pictures to encode.</summary>
internal static class JpegGolden
{
    public static JpegCodec Codec { get; } = new();

    public static string Folder { get; } = Path.Combine(TestData.Repository, "StyleForge.Tests", "Golden", "Jpeg");

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.jpg").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(Folder, name + ".jpg"));

    public static byte[] Samples(string name) => System.IO.File.ReadAllBytes(Path.Combine(Folder, name + ".bin"));

    public static ImageData Decode(byte[] file) => Codec.Decode(file, ImageLimits.Default);

    public static byte[] Encode(ImageData image, EncodeOptions? options = null)
    {
        using var stream = new MemoryStream();
        Codec.Encode(image, stream, options ?? EncodeOptions.Default);
        return stream.ToArray();
    }

    /// <summary>Smooth waves with some noise: what photographs are made of.</summary>
    public static ImageData Draw(int width, int height, PixelFormat format, int noise = 12)
    {
        var random = new Random((width * 1000) + height);
        var image = new ImageData(width, height, format, 8);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, image.Channels);
            var (y, x) = Math.DivRem(pixel, width);
            var wave = 128 + (90 * Math.Sin((x * 0.11 * (channel + 1)) + (y * 0.07)));
            image.Samples[i] = (byte)Math.Clamp(wave + random.Next(-noise, noise + 1), 0, 255);
        }

        return image;
    }

    /// <summary>Peak signal-to-noise ratio in dB.</summary>
    public static double Psnr(ImageData one, ImageData other)
    {
        Assert.Equal(one.Samples.Length, other.Samples.Length);
        var sum = 0.0;
        for (var i = 0; i < one.Samples.Length; i++)
        {
            double difference = one.Samples[i] - other.Samples[i];
            sum += difference * difference;
        }

        return 10 * Math.Log10(255.0 * 255.0 * one.Samples.Length / sum);
    }
}
