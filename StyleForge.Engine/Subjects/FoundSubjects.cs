using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Subjects;

/// <summary>What was found on a content.</summary>
/// <param name="width">Its width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
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

    /// <summary>The words that name nothing on the content.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>, looked for before.</param>
    public IReadOnlyList<string> Missing(IEnumerable<string> words) => [.. words.Where(word => Of([word]).Count == 0)];

    /// <summary>A mask of the content's size, white where all that is that some words name, soft at its edges; null where there is nothing.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>, looked for before.</param>
    public Picture? Mask(IReadOnlyCollection<string> words)
    {
        if (Of(words).Count == 0)
        {
            return null;
        }

        var mask = new SoftMask(width, height);
        foreach (var face in words.Contains(SubjectWords.Faces) ? Faces : [])
        {
            mask.AddFace(face.Points);
        }

        var classes = SubjectWords.Classes(words);
        foreach (var each in objects.Where(each => classes.Contains(each.Name)))
        {
            mask.AddBox(each.Box);
        }

        return mask.ToPicture();
    }
}
