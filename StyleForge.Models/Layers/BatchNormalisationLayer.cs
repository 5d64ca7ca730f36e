using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Batch normalisation as it is after training (Ioffe and Szegedy 2015, algorithm 2):
/// <c>y = (x − mean) / √(variance + ε) · weight + bias</c>, channel by channel.
/// </summary>
public sealed class BatchNormalisationLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly double _epsilon;

    /// <summary>Makes a layer that owns its numbers, <c>(C)</c> each; parameters are <c>name.weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights">What the normalised numbers are multiplied by.</param>
    /// <param name="bias">What is added then.</param>
    /// <param name="mean">The mean of each channel.</param>
    /// <param name="variance">The variance of each channel, 0 or more.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNormalisationLayer(string name, Tensor<T> weights, Tensor<T> bias, Tensor<T> mean, Tensor<T> variance, double epsilon)
        : base(name)
    {
        _parameters = [new($"{name}.weight", weights), new($"{name}.bias", bias), new($"{name}.running_mean", mean), new($"{name}.running_var", variance)];
        _epsilon = epsilon;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] == _parameters[0].Value.Length
        ? source
        : throw new ArgumentException($"Layer '{Name}' takes a source of {_parameters[0].Value.Length} channels, not one of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source), workers);

    private sealed class Run(BatchNormalisationLayer<T> layer, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            workers.Run(new Plane(layer, SourceShape, source.Pointer, destination.Pointer), SourceShape[0] * SourceShape[1]);
        }
    }

    private readonly unsafe struct Plane(BatchNormalisationLayer<T> layer, Shape shape, T* source, T* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            var channel = item % shape[1];
            var numbers = layer._parameters;
            var factor = numbers[0].Value.Pointer[channel] / T.Sqrt(numbers[3].Value.Pointer[channel] + T.CreateChecked(layer._epsilon));
            var offset = numbers[1].Value.Pointer[channel] - (numbers[2].Value.Pointer[channel] * factor);
            var from = source + ((long)item * shape.Positions);
            var to = destination + ((long)item * shape.Positions);
            for (var i = 0; i < shape.Positions; i++)
            {
                to[i] = (from[i] * factor) + offset;
            }
        }
    }
}
