using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Subjects;

/// <summary>What of a content is to be kept.</summary>
/// <param name="Mask">A mask to be stretched over the content, white where it is, soft at its edges; null where nothing was found.</param>
/// <param name="FaceMask">The faces of the mask alone, where there is more on it than they; null otherwise.</param>
/// <param name="Objects">All that is protected, faces among it, in pixels of the content.</param>
/// <param name="Missing">What was wanted and is not there.</param>
public sealed record ProtectedContent(Picture? Mask, Picture? FaceMask, IReadOnlyList<FoundObject> Objects, IReadOnlyList<string> Missing)
{
    /// <summary>Takes from what was found what is to be kept.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="words">What to keep.</param>
    /// <param name="across">Pixels of the masks across.</param>
    /// <param name="down">Pixels of the masks down.</param>
    public static ProtectedContent Of(FoundSubjects found, IReadOnlyCollection<string> words, int across, int down)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(words);
        var objects = found.Of(words);
        var hasFaces = words.Contains(SubjectWords.Faces) && found.Faces.Count > 0;
        return new ProtectedContent(
            found.Mask(words, across, down), hasFaces && objects.Count > found.Faces.Count ? found.Mask([SubjectWords.Faces], across, down) : null, objects, found.Missing(words));
    }
}
