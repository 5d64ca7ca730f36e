namespace StyleForge.Models.Detection;

/// <summary>Pictures with objects, as a detector learns from them or is measured by them.</summary>
/// <param name="Classes">What objects there are, by name.</param>
/// <param name="Pictures">The pictures, in the order of their names.</param>
public sealed record AnnotatedSet(IReadOnlyList<string> Classes, IReadOnlyList<AnnotatedPicture> Pictures)
{
    /// <summary>For each class its points, null for a class without; empty where no class has any.</summary>
    public IReadOnlyList<LandmarkScheme?> Landmarks { get; init; } = [];
}
