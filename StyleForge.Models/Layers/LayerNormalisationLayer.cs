using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016) over the last dimension: <c>y = (x − mean) / √(variance + ε) · weight + bias</c> with mean and
/// variance of each row. Forward only.
/// </summary>
public sealed class LayerNormalisationLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly double _epsilon;

    /// <summary>Makes a layer that owns its weights and bias, one number each for every place of a row; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights">What the normalised numbers are multiplied by.</param>
    /// <param name="bias">What is added then.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNormalisationLayer(string name, Tensor<T> weights, Tensor<T> bias, double epsilon)
        : base(name)
    {
        _parameters = [new($"{name}.weight", weights), new($"{name}.bias", bias)];
        _epsilon = epsilon;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source[^1] == _parameters[0].Value.Length
        ? source
        : throw new ArgumentException($"Layer '{Name}' normalises rows of {_parameters[0].Value.Length} numbers, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source));

    private sealed class Run(LayerNormalisationLayer<T> layer, Shape shape) : LayerRun<T>(shape, shape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            var weights = layer._parameters[0].Value.Span;
            var bias = layer._parameters[1].Value.Span;
            var length = SourceShape[^1];
            for (var start = 0; start < source.Length; start += length)
            {
                Normalise(source.Span.Slice(start, length), weights, bias, T.CreateChecked(layer._epsilon), destination.Span.Slice(start, length));
            }
        }

        private static void Normalise(ReadOnlySpan<T> row, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, T epsilon, Span<T> destination)
        {
            var (mean, variance, count) = (T.Zero, T.Zero, T.CreateChecked(row.Length));
            foreach (var x in row)
            {
                mean += x / count;
            }

            foreach (var x in row)
            {
                variance += (x - mean) * (x - mean) / count;
            }

            var factor = T.One / T.Sqrt(variance + epsilon);
            for (var i = 0; i < row.Length; i++)
            {
                destination[i] = ((row[i] - mean) * factor * weights[i]) + bias[i];
            }
        }
    }
}
