using System.Security.Cryptography;
using System.Text;
using StyleForge.Artwork.Drawing;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;

namespace StyleForge.Artwork.Catalogue;

/// <summary>A folder of pictures, each with its manifest.</summary>
/// <param name="path">The folder; made where it is missing.</param>
internal sealed class PictureFolder(string path)
{
    /// <summary>The largest file that is written, in bytes, so that the repository stays small.</summary>
    public const int MaximumBytes = 340 * 1024;

    private const int BestQuality = 90;
    private const int LeastQuality = 50;

    private static readonly IImageCodec Jpeg = ImageCodecs.Default.ForExtension(".jpg")!;

    /// <summary>Writes the picture and its manifest.</summary>
    /// <returns>Bytes of the picture.</returns>
    public int Write(Artwork artwork, Canvas canvas)
    {
        Directory.CreateDirectory(path);
        var picture = artwork.Name + ".jpg";
        var bytes = Encode(canvas);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var manifest = new Manifest(artwork.Title, artwork.Description, picture, hash, Manifest.PublicDomain, artwork.Made, artwork.SuggestedSettings);
        AtomicFile.Write(Path.Combine(path, picture), file => file.Write(bytes));
        AtomicFile.Write(Path.Combine(path, artwork.Name + ".json"), file => file.Write(new UTF8Encoding(false).GetBytes(manifest.ToJson())));
        return bytes.Length;
    }

    /// <summary>Compares a picture with the file that is there.</summary>
    /// <returns>What differs, as a sentence; null where nothing does.</returns>
    /// <remarks>
    /// Equal bytes are expected on equal machines. Elsewhere the mathematical library may round the last bit otherwise and a
    /// stroke may fall differently, so a mean difference of one level of 255 passes.
    /// </remarks>
    public string? Compare(Artwork artwork, Canvas canvas)
    {
        var file = Path.Combine(path, artwork.Name + ".jpg");
        if (!File.Exists(file))
        {
            return $"{file} is missing";
        }

        var bytes = Encode(canvas);
        var stored = File.ReadAllBytes(file);
        if (bytes.AsSpan().SequenceEqual(stored))
        {
            return null;
        }

        var (drawn, kept) = (Jpeg.Decode(bytes, ImageLimits.Default), Jpeg.Decode(stored, ImageLimits.Default));
        if ((drawn.Width, drawn.Height) != (kept.Width, kept.Height))
        {
            return $"{file} is {kept.Width}×{kept.Height}, but the generator draws {drawn.Width}×{drawn.Height}";
        }

        var mean = drawn.Samples.Zip(kept.Samples, (a, b) => (double)Math.Abs(a - b)).Average();
        return mean <= 1 ? null : FormattableString.Invariant($"{file} differs by {mean:0.00} levels of 255 on average");
    }

    /// <summary>The best quality that keeps within the bound; the least one where none does.</summary>
    private static byte[] Encode(Canvas canvas)
    {
        var image = canvas.ToImage();
        for (var quality = BestQuality; ; quality -= 4)
        {
            using var buffer = new MemoryStream();
            Jpeg.Encode(image, buffer, new EncodeOptions(JpegQuality: quality));
            if (buffer.Length <= MaximumBytes || quality <= LeastQuality)
            {
                return buffer.ToArray();
            }
        }
    }
}
