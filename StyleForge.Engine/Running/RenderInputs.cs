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

        Picture ReadMask(string path) => MaskPicture.Of(Read(path), path, notices);
    }
}
