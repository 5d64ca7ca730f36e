using System.Numerics;
using StyleForge.Models.Kernels.FullyConnected;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Fully connected layer, <c>destination = source·Wᵀ + bias</c>, over sources <c>(N, in)</c>.</summary>
public sealed class FullyConnectedLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;
    private readonly Parameter<T>? _bias;

    /// <summary>Makes a layer that owns its weights and bias; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights"><c>(out, in)</c>.</param>
    /// <param name="bias"><c>(out)</c>, or null for none.</param>
    /// <exception cref="ArgumentException">The weights do not have two dimensions, or the bias does not fit them.</exception>
    public FullyConnectedLayer(string name, Tensor<T> weights, Tensor<T>? bias)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Shape.Rank != 2)
        {
            throw new ArgumentException($"The weights of layer '{name}' must have the shape (out, in), but have {weights.Shape}.", nameof(weights));
        }

        _weights = new Parameter<T>($"{name}.weight", weights);
        if (bias is not null)
        {
            LayerShapes.Require(name, "bias", bias.Shape, [weights.Shape[0]]);
            _bias = new Parameter<T>($"{name}.bias", bias);
        }

        Parameters = _bias is null ? [_weights] : [_weights, _bias];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == 2 && source[1] == _weights.Value.Shape[1]
        ? new Shape(source[0], _weights.Value.Shape[0])
        : throw new ArgumentException($"Layer '{Name}' takes a source (N, {_weights.Value.Shape[1]}), not one of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) =>
        new Run(this, source, DestinationShape(source), workers);

    private sealed class Run(FullyConnectedLayer<T> layer, Shape source, Shape destination, WorkerPool workers) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            FullyConnected.Forward(source, layer._weights.Value, layer._bias?.Value, destination, workers);
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(layer.Name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(layer.Name, "gradient by the source", sourceGradient.Shape, SourceShape);
            FullyConnected.BackwardSource(destinationGradient, layer._weights.Value, sourceGradient, workers);
        }

        public override void BackwardParameters(Tensor<T> source, Tensor<T> destinationGradient)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            FullyConnected.BackwardParameters(source, destinationGradient, layer._weights.Gradient, layer._bias?.Gradient, workers);
        }
    }
}
