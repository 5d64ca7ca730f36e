using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Subjects;

/// <summary>What was found on a content.</summary>
/// <param name="width">The content's width in pixels.</param>
/// <param name="height">The content's height in pixels.</param>
/// <param name="faces">The faces; empty where nobody looked for them.</param>
/// <param name="objects">What is no face, in pixels of the content.</param>
public sealed class FoundSubjects(int width, int height, IReadOnlyList<SubjectFace> faces, IReadOnlyList<FoundObject> objects)
{
    private const string Face = "face";

    /// <summary>The faces; empty where nobody looked for them.</summary>
    public IReadOnlyList<SubjectFace> Faces { get; } = faces;

    /// <summary>All that some words name: faces first, then one kind of object after the other.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>, looked for before.</param>
    public IReadOnlyList<FoundObject> Of(IReadOnlyCollection<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return
        [
            .. words.Contains(SubjectWords.Faces) ? Faces.Select(face => new FoundObject(Face, face.Found.Box, face.Found.Score)) : [],
            .. SubjectWords.Classes(words).SelectMany(name => objects.Where(each => each.Name == name)),
        ];
    }

    /// <summary>How many there are of each kind, as sentences say it: <c>2 × face and 1 × dog</c>.</summary>
    /// <param name="objects">The objects, one or more.</param>
    internal static string Counted(IEnumerable<FoundObject> objects) =>
        Listing.Of(objects.GroupBy(each => each.Name).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count()} × {each.Key}")));

    /// <summary>The words that name nothing on the content.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>, looked for before.</param>
    public IReadOnlyList<string> Missing(IEnumerable<string> words) => [.. words.Where(word => Of([word]).Count == 0)];

    /// <summary>A mask to be stretched over the content, white where all that is that some words name, soft at its edges; null where there is nothing.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>, looked for before.</param>
    /// <param name="across">Pixels of the mask across: no more than of the picture that is made, which may be far smaller than the content.</param>
    /// <param name="down">Pixels of the mask down.</param>
    public Picture? Mask(IReadOnlyCollection<string> words, int across, int down)
    {
        if (Of(words).Count == 0)
        {
            return null;
        }

        var (mask, scale) = (new SoftMask(across, down), ((double)across / width, (double)down / height));
        foreach (var face in words.Contains(SubjectWords.Faces) ? Faces : [])
        {
            mask.AddFace(face.Points.Scaled(scale.Item1));
        }

        var classes = SubjectWords.Classes(words);
        foreach (var each in objects.Where(each => classes.Contains(each.Name)))
        {
            mask.AddBox(each.Scaled(scale.Item1, scale.Item2).Box);
        }

        return mask.ToPicture();
    }
}
