using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>The pictures of Golden/Png, made by other programs, with the samples they must decode to: see its MANIFEST.md.</summary>
internal static class PngFixtures
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "StyleForge.Tests", "Golden", "Png");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.png")
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Path.Combine(Folder, name + ".png");

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The expected samples: interleaved, 16-bit ones with the lowest byte first.</summary>
    public static byte[] Samples(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".raw"));

    public static ImageData Decode(byte[] file) => new PngCodec().Decode(file, ImageLimits.Default);

    public static byte[] Encode(ImageData image, EncodeOptions? options = null)
    {
        using var stream = new MemoryStream();
        new PngCodec().Encode(image, stream, options ?? EncodeOptions.Default);
        return stream.ToArray();
    }
}
