namespace StyleForge.Artwork.Tracing;

/// <summary>A thing that rays can meet.</summary>
internal abstract class Solid
{
    /// <summary>What it is made of.</summary>
    public required Material Material { get; init; }

    /// <summary>A box that holds it.</summary>
    public abstract Bounds Bounds { get; }

    /// <summary>The nearest meeting between two distances, if any.</summary>
    public abstract bool Meet(in Ray ray, float from, float to, out Hit hit);
}
