using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A factor and an offset for each channel: <c>y = x · weight + bias</c>. Forward only; destination may be the source itself.</summary>
public sealed class ScaleLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;
    private readonly Parameter<T> _bias;

    /// <summary>Makes a layer that owns its numbers, <c>(C)</c> each; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights">What the numbers of a channel are multiplied by.</param>
    /// <param name="bias">What is added then.</param>
    public ScaleLayer(string name, Tensor<T> weights, Tensor<T> bias)
        : base(name)
    {
        (_weights, _bias) = (new Parameter<T>($"{name}.weight", weights), new Parameter<T>($"{name}.bias", bias));
        Parameters = [_weights, _bias];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] == _weights.Value.Length
        ? source
        : throw new ArgumentException($"Layer '{Name}' takes a source of {_weights.Value.Length} channels, not one of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source), workers);

    private sealed class Run(ScaleLayer<T> layer, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            workers.Run(new Plane(SourceShape, layer._weights.Value.Pointer, layer._bias.Value.Pointer, source.Pointer, destination.Pointer), SourceShape[0] * SourceShape[1]);
        }
    }

    private readonly unsafe struct Plane(Shape shape, T* weights, T* bias, T* source, T* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            var (factor, offset) = (weights[item % shape[1]], bias[item % shape[1]]);
            for (var i = (long)item * shape.Positions; i < (item + 1L) * shape.Positions; i++)
            {
                destination[i] = (source[i] * factor) + offset;
            }
        }
    }
}
