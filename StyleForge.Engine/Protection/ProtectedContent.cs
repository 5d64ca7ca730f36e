using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Protection;

/// <summary>What was found on the content.</summary>
/// <param name="Mask">A mask of the content's size, white where what was wanted is, soft at its edges; null where nothing was found.</param>
/// <param name="Faces">The faces; empty where nobody looked for them.</param>
/// <param name="Objects">All that is protected, faces among it, in pixels of the content.</param>
/// <param name="Missing">What was wanted and is not there.</param>
public sealed record ProtectedContent(Picture? Mask, IReadOnlyList<ProtectedFace> Faces, IReadOnlyList<ProtectedObject> Objects, IReadOnlyList<string> Missing)
{
    /// <summary>The faces of the mask alone, where there is more on it than they; null otherwise.</summary>
    public Picture? FaceMask { get; init; }
}
