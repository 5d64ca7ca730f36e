using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>
/// One step of a long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). It reads features
/// <c>(N, F)</c> and the state before the step <c>(N, 2·H)</c>, and gives the state after it: first the hidden state, then the cell.
/// </summary>
/// <remarks>With i, f, g, o from <c>W_ih·x + b_ih + W_hh·h + b_hh</c>: <c>c' = σ(f)·c + σ(i)·tanh(g)</c>, <c>h' = σ(o)·tanh(c')</c>.</remarks>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Features">Features of a step, F.</param>
/// <param name="Hidden">Numbers of the hidden state, H.</param>
public sealed record LstmCellDescription(string Name, string Tap, int Features, int Hidden) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"LSTM cell, {Features} → {Hidden}";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters =>
        [("weight_ih", [4 * Hidden, Features]), ("weight_hh", [4 * Hidden, Hidden]), ("bias_ih", [4 * Hidden]), ("bias_hh", [4 * Hidden])];

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources) =>
        sources is [{ Rank: 2 } features, { Rank: 2 } state] && features[1] == Features && state == new Shape(features[0], 2 * Hidden)
            ? state
            : throw new ArgumentException($"{Tap} reads features (N, {Features}) and a state (N, {2 * Hidden}), not {string.Join(" and ", sources)}.", nameof(sources));

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape source) => source[0] * 4L * Hidden * (Features + Hidden);

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new LstmCellLayer<T>(Name, parameters);
}
