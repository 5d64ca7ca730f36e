using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A half line.</summary>
/// <param name="Origin">Where it starts, in metres of the scene.</param>
/// <param name="Direction">A unit vector.</param>
internal readonly record struct Ray(Vector3 Origin, Vector3 Direction)
{
    /// <summary>The point at a distance along the ray.</summary>
    public Vector3 At(float distance) => Origin + (Direction * distance);
}
