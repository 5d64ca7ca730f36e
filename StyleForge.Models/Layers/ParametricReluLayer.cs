using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A rectified linear unit that lets a learned share of what is below 0 pass, channel by channel (He et al. 2015). Forward only; destination may be the source itself.</summary>
public sealed class ParametricReluLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;

    /// <summary>Makes a layer that owns its shares; the parameter is <c>name.weight</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights"><c>(C)</c>.</param>
    public ParametricReluLayer(string name, Tensor<T> weights)
        : base(name)
    {
        _weights = new Parameter<T>($"{name}.weight", weights);
        Parameters = [_weights];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] == _weights.Value.Length
        ? source
        : throw new ArgumentException($"Layer '{Name}' takes a source of {_weights.Value.Length} channels, not one of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source), workers);

    private sealed class Run(ParametricReluLayer<T> layer, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            workers.Run(new Plane(SourceShape, layer._weights.Value.Pointer, source.Pointer, destination.Pointer), SourceShape[0] * SourceShape[1]);
        }
    }

    private readonly unsafe struct Plane(Shape shape, T* weights, T* source, T* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            var slope = weights[item % shape[1]];
            for (var i = (long)item * shape.Positions; i < (item + 1L) * shape.Positions; i++)
            {
                destination[i] = source[i] < T.Zero ? source[i] * slope : source[i];
            }
        }
    }
}
