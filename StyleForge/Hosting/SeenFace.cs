using StyleForge.Models.Faces;

namespace StyleForge.Hosting;

/// <summary>A face of a picture, and what was asked about it.</summary>
/// <param name="Found">Where it is.</param>
internal sealed record SeenFace(FoundFace Found)
{
    /// <summary>Its points; null where nobody asked.</summary>
    public FacePoints? Points { get; init; }

    /// <summary>How probable each expression is; null where nobody asked.</summary>
    public IReadOnlyList<float>? Expressions { get; init; }

    /// <summary>How probable it is that it is live; null where nobody asked.</summary>
    public double? Liveness { get; init; }

    /// <summary>The known person whom it is least unlike; null where nobody asked, or nobody is known.</summary>
    public FaceMatch? Nearest { get; init; }

    /// <summary>The name of that person where the distance is below the threshold; null for nobody known.</summary>
    public string? Person { get; init; }
}
