using System.Security.Cryptography;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>The pictures that a plan names, decoded, and the hashes of their files.</summary>
/// <param name="Content">The content picture, at its own size.</param>
/// <param name="Styles">The style pictures, in the plan's order.</param>
/// <param name="Masks">The mask of each style, or null where it has none.</param>
/// <param name="Start">The picture to start from, or null.</param>
/// <param name="Hashes">SHA-256 of each file, lower-case hexadecimal, by absolute path.</param>
/// <param name="Notices">What people should know about the files, a sentence each: colours that could not be honoured.</param>
internal sealed record RenderInputs(
    Picture Content,
    IReadOnlyList<Picture> Styles,
    IReadOnlyList<Picture?> Masks,
    Picture? Start,
    IReadOnlyDictionary<string, string> Hashes,
    IReadOnlyList<string> Notices)
{
    /// <summary>Reads every file once.</summary>
    /// <exception cref="ImageFileException">A file is missing, unreadable or no picture, or a mask has no white in it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two files.</exception>
    public static RenderInputs Read(RenderPlan plan, ImageCodecs codecs, ImageLimits limits, CancellationToken cancellation)
    {
        var notices = new List<string>();
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        return new RenderInputs(
            Read(plan.ContentPath),
            [.. plan.Styles.Select(style => Read(style.Path))],
            [.. plan.Styles.Select(style => style.MaskPath is { } mask ? ReadMask(mask) : null)],
            plan.Settings.StartImage is { } start ? Read(start) : null,
            hashes,
            notices);

        Picture Read(string path)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = codecs.ReadFile(path, limits);
            hashes[path] = Convert.ToHexStringLower(SHA256.HashData(file));
            var image = codecs.Decode(path, file, limits);
            var picture = image.ToPicture(out var notice);
            notices.AddRange(image.Notices.Concat(notice is null ? [] : [notice]).Select(clause => $"{path} {clause}."));
            return picture;
        }

        Picture ReadMask(string path)
        {
            var mask = Read(path);
            if (mask.Alpha is { } alpha && alpha.AsSpan().ContainsAnyExcept(1f))
            {
                mask = MaskOf(mask, alpha, path);
            }

            return mask.Samples.AsSpan().ContainsAnyExcept(0f)
                ? mask
                : throw new ImageFileException(path, "is black all over, so its style would go nowhere: paint white where the style should go");
        }

        // What is transparent is not painted, so it counts as black. A shape that is black wherever it is painted says where
        // the style goes by its alpha alone.
        Picture MaskOf(Picture painted, float[] alpha, string path)
        {
            var mask = new Picture(painted.Width, painted.Height);
            var isShape = !painted.Samples.AsSpan().ContainsAnyExcept(0f) && alpha.AsSpan().ContainsAnyExcept(0f);
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                var from = painted.Plane(channel);
                var to = mask.Plane(channel);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = isShape ? alpha[i] : from[i] * alpha[i];
                }
            }

            notices.Add(isShape
                ? $"{path} is black wherever it is painted, so its alpha is the mask: its style goes where it is opaque."
                : $"{path} is a mask with transparent parts, which count as black.");
            return mask;
        }
    }
}
