namespace StyleForge.Engine.Judging;

/// <summary>What was measured of a picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Layers">How far it is from the style, layer by layer.</param>
/// <param name="Ssim">How alike its luminance is to the content's; 1 where they are equal.</param>
public sealed record Judgement(int Width, int Height, IReadOnlyList<LayerDistance> Layers, double Ssim)
{
    /// <summary>The mean of the layers' distances.</summary>
    public double StyleDistance => Layers.Average(layer => layer.Distance);
}
