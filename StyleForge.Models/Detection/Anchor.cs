namespace StyleForge.Models.Detection;

/// <summary>A usual size of objects, which a detector stretches to the size of each.</summary>
/// <param name="Width">In pixels of what the network sees.</param>
/// <param name="Height">In pixels of what the network sees.</param>
public readonly record struct Anchor(double Width, double Height)
{
    /// <summary>Intersection over union with an object of another size around the same middle.</summary>
    /// <param name="other">The other size.</param>
    public double IntersectionOverUnion(Anchor other)
    {
        var shared = Math.Min(Width, other.Width) * Math.Min(Height, other.Height);
        var union = (Width * Height) + (other.Width * other.Height) - shared;
        return union > 0 ? shared / union : 0;
    }
}
