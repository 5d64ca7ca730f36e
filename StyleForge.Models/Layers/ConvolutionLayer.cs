using System.Numerics;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Convolution in one, two or three dimensions (cross-correlation, as in every network library):
/// <c>destination[oc, x] = bias[oc] + Σ weights[oc, ic, k] · source[ic, stride·x + dilation·k − before]</c>.
/// </summary>
/// <remarks>A run packs the weights as they are when it is prepared; prepare anew after changing them.</remarks>
public sealed class ConvolutionLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;
    private readonly Parameter<T>? _bias;

    /// <summary>Makes a layer that owns its weights and bias; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="geometry">Everything but the numbers.</param>
    /// <param name="weights"><c>(oc, ic / groups, kernel…)</c>.</param>
    /// <param name="bias"><c>(oc)</c>, or null for none.</param>
    /// <exception cref="ArgumentException">Weights or bias have another shape than the geometry asks for.</exception>
    public ConvolutionLayer(string name, ConvolutionGeometry geometry, Tensor<T> weights, Tensor<T>? bias)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(weights);
        LayerShapes.Require(name, "weights", weights.Shape, geometry.WeightsShape);
        Geometry = geometry;
        _weights = new Parameter<T>($"{name}.weight", weights);
        if (bias is not null)
        {
            LayerShapes.Require(name, "bias", bias.Shape, [geometry.DestinationChannels]);
            _bias = new Parameter<T>($"{name}.bias", bias);
        }

        Parameters = _bias is null ? [_weights] : [_weights, _bias];
    }

    /// <summary>Channels, groups, border and windows.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source)
    {
        try
        {
            return Geometry.DestinationShape(source);
        }
        catch (ArgumentException refusal)
        {
            throw LayerShapes.Named(Name, refusal);
        }
    }

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) =>
        new Run(this, source, DestinationShape(source), ConvolutionPaths.Prepare(Geometry, source, _weights.Value, _bias?.Value, workers, pool));

    private sealed class Run(ConvolutionLayer<T> layer, Shape source, Shape destination, ConvolutionKernel<T> kernel)
        : LayerRun<T>(source, destination)
    {
        public override string Kernel => kernel.Path;

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            kernel.Forward(source, destination);
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(layer.Name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(layer.Name, "gradient by the source", sourceGradient.Shape, SourceShape);
            kernel.BackwardSource(destinationGradient, sourceGradient);
        }

        public override void BackwardParameters(Tensor<T> source, Tensor<T> destinationGradient)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            kernel.BackwardParameters(source, destinationGradient, layer._weights.Gradient, layer._bias?.Gradient);
        }

        protected override void Dispose(bool disposing)
        {
            kernel.Dispose();
            base.Dispose(disposing);
        }
    }
}
