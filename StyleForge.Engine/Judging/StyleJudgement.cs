namespace StyleForge.Engine.Judging;

/// <summary>How far a picture is from its style in the eyes of one network.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Weights">Where its weights come from.</param>
/// <param name="Layers">The distance at each layer.</param>
public sealed record StyleJudgement(string Network, string Weights, IReadOnlyList<LayerDistance> Layers)
{
    /// <summary>The mean of the layers' distances.</summary>
    public double Distance => Layers.Average(layer => layer.Distance);
}
