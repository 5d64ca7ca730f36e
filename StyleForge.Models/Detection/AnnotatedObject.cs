namespace StyleForge.Models.Detection;

/// <summary>An object that somebody marked on a picture.</summary>
/// <param name="Box">Where it lies.</param>
/// <param name="Class">What it is: a place in the list of classes.</param>
/// <param name="IsIgnored">
/// True where finding it counts neither for nor against a detector: «difficult» objects of the VOC challenge, and «crowds» of COCO, which are whole groups.
/// </param>
public readonly record struct AnnotatedObject(Box Box, int Class, bool IsIgnored = false)
{
    /// <summary>Its points, in the order of the class's <see cref="LandmarkScheme"/>; none where nobody marked any.</summary>
    public IReadOnlyList<Landmark> Landmarks
    {
        get => field ?? [];
        init => field = value.Count > 0 ? value : null;
    }
}
