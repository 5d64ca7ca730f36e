using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Models.Files;

namespace StyleForge.Web;

/// <summary>
/// Answers with picture files: those that lie below a few folders with all links followed, that are pictures by their bytes, and nothing else. What no browser shows is
/// only saved. Smaller ones are made one at a time, and the latest of them kept.
/// </summary>
/// <param name="roots">The folders, absolute paths.</param>
/// <param name="limits">What may be decoded.</param>
internal sealed class ShownPictures(IReadOnlyList<string> roots, ImageLimits limits) : IDisposable
{
    private const int SmallestSide = 16;
    private const int LargestSide = 2048;
    private const long KeptBytes = 64 << 20;

    // Few sizes, so that few are made of each picture.
    private static readonly int[] Sides = [160, 320, 640, 1280, LargestSide];

    private static readonly EncodeOptions Encoding = new(JpegQuality: 85, JpegSubsampling: true);

    private readonly MemoryCache _smaller = new(new MemoryCacheOptions { SizeLimit = KeptBytes });
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>True where a file is there and is named as one below the folders; whether links lead it elsewhere is looked at when it is asked for.</summary>
    /// <param name="path">An absolute path, or null.</param>
    public bool LooksShown(string? path) =>
        path is not null
        && roots.Any(root => Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        && File.Exists(path);

    /// <summary>The file, or a smaller picture of it.</summary>
    /// <param name="path">The file, an absolute path, or null where there is none.</param>
    /// <param name="side">Pixels that the long side should have at least; null for the file itself.</param>
    /// <param name="download">True for browsers to save it.</param>
    /// <param name="cancellation">Stops waiting for others.</param>
    /// <exception cref="Refusal">There is no such picture, it may not be shown, or the side is out of range.</exception>
    public async Task<IResult> AnswerAsync(string? path, int? side, bool? download, CancellationToken cancellation)
    {
        if (side is < SmallestSide or > LargestSide)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, $"side is {side}, but must be a whole number from {SmallestSide} to {LargestSide}.");
        }

        var file = Open(path);
        try
        {
            var start = new byte[ImageCodecs.RecognitionLength];
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var codec = ImageCodecs.Default.Recognise(start.AsSpan(0, length)) ?? throw NotThere();
            file.Position = 0;
            var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle));
            var step = side is null ? 0 : Sides.First(one => one >= side);
            var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{changed.Ticks:x}-{file.Length:x}-{step}\""));
            if (step > 0)
            {
                using (file)
                {
                    var smaller = await MakeOnceAsync(file, step, tag.ToString(), cancellation);
                    return TypedResults.Bytes(smaller.File, smaller.Type, entityTag: tag);
                }
            }

            var type = TypeShown(codec);
            return TypedResults.Stream(
                file, type ?? MediaTypeNames.Application.Octet, download is true || type is null ? Path.GetFileName(path) : null, changed, tag, enableRangeProcessing: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _smaller.Dispose();
        _one.Dispose();
    }

    private static Refusal NotThere() => new(StatusCodes.Status404NotFound, "There is no such picture: it may have been moved or deleted.");

    private static string? TypeShown(IImageCodec codec) => codec.Format switch
    {
        "PNG" => MediaTypeNames.Image.Png,
        "JPEG" => MediaTypeNames.Image.Jpeg,
        "WebP" => MediaTypeNames.Image.Webp,
        "GIF" => MediaTypeNames.Image.Gif,
        "BMP" => MediaTypeNames.Image.Bmp,
        _ => null,
    };

    private FileStream Open(string? path)
    {
        if (path is null)
        {
            throw NotThere();
        }

        try
        {
            // What the links lead to is opened, not the links: they may be turned elsewhere in between.
            var real = RealPath.Resolve(path);
            return roots.Any(root => RealPath.IsWithin(real, root)) ? PlainFile.OpenRead(real) : throw NotThere();
        }
        catch (Exception failure) when (failure is FileReadException or IOException)
        {
            throw NotThere();
        }
    }

    private async Task<SmallerPicture> MakeOnceAsync(FileStream file, int side, string tag, CancellationToken cancellation)
    {
        var key = (file.Name, tag);
        if (_smaller.TryGetValue(key, out SmallerPicture? kept))
        {
            return kept!;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (!_smaller.TryGetValue(key, out kept))
            {
                kept = Make(file, side);
                _smaller.Set(key, kept, new MemoryCacheEntryOptions { Size = kept.File.Length });
            }

            return kept!;
        }
        finally
        {
            _one.Release();
        }
    }

    private SmallerPicture Make(FileStream file, int side)
    {
        try
        {
            limits.RequireBytes(file.Length);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var picture = ImageCodecs.Default.Decode(file.Name, bytes, limits).ToPicture();
            var (width, height) = Resampler.Fit(picture.Width, picture.Height, Math.Min(side, Math.Max(picture.Width, picture.Height)));
            var (codec, type) = picture.Alpha is null ? (".jpg", MediaTypeNames.Image.Jpeg) : (".png", MediaTypeNames.Image.Png);
            using var stream = new MemoryStream();
            ImageCodecs.Default.ForExtension(codec)!.Encode(Resampler.Resize(picture, width, height, ResampleFilter.Box).ToImageData(), stream, Encoding);
            return new SmallerPicture(stream.ToArray(), type);
        }
        catch (Exception failure) when (failure is ImageFileException or ImageFormatException)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, "The picture cannot be made smaller: it is damaged, or larger than the page shows.");
        }
    }

    private sealed record SmallerPicture(byte[] File, string Type);
}
