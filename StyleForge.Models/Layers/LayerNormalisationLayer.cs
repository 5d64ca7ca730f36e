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
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source), workers);

    private sealed class Run(LayerNormalisationLayer<T> layer, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            var rows = source.Length / SourceShape[^1];
            workers.Run(new Rows(layer, source, destination, rows), (rows + Rows.Most - 1) / Rows.Most);
        }
    }

    /// <summary>Some of the rows.</summary>
    private readonly unsafe struct Rows(LayerNormalisationLayer<T> layer, Tensor<T> source, Tensor<T> destination, int rows) : IWork
    {
        /// <summary>Rows of an item: fixed, so that the cuts never depend on threads.</summary>
        public const int Most = 16;

        public void Do(int item, int worker)
        {
            var length = source.Length / rows;
            for (var row = item * Most; row < Math.Min((item + 1) * Most, rows); row++)
            {
                Normalise(source.Pointer + ((long)row * length), destination.Pointer + ((long)row * length), length);
            }
        }

        private void Normalise(T* row, T* destination, int length)
        {
            var count = T.CreateChecked(length);
            var mean = Sum(row, length) / count;
            var factor = T.One / T.Sqrt((SquaresFrom(mean, row, length) / count) + T.CreateChecked(layer._epsilon));
            T* weights = layer._parameters[0].Value.Pointer, bias = layer._parameters[1].Value.Pointer;
            for (var i = 0; i < length; i++)
            {
                destination[i] = ((row[i] - mean) * factor * weights[i]) + bias[i];
            }
        }

        // Four sums are under way at once, because each addition waits for the one before it.
        private static T Sum(T* x, int length)
        {
            var (a, b, c, d, i) = (T.Zero, T.Zero, T.Zero, T.Zero, 0);
            for (; i <= length - 4; i += 4)
            {
                a += x[i];
                b += x[i + 1];
                c += x[i + 2];
                d += x[i + 3];
            }

            for (; i < length; i++)
            {
                a += x[i];
            }

            return a + b + (c + d);
        }

        private static T SquaresFrom(T mean, T* x, int length)
        {
            var (a, b, c, d, i) = (T.Zero, T.Zero, T.Zero, T.Zero, 0);
            for (; i <= length - 4; i += 4)
            {
                a += (x[i] - mean) * (x[i] - mean);
                b += (x[i + 1] - mean) * (x[i + 1] - mean);
                c += (x[i + 2] - mean) * (x[i + 2] - mean);
                d += (x[i + 3] - mean) * (x[i + 3] - mean);
            }

            for (; i < length; i++)
            {
                a += (x[i] - mean) * (x[i] - mean);
            }

            return a + b + (c + d);
        }
    }
}
