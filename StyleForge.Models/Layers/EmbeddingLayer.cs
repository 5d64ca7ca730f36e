using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Embedding: each whole number of <c>(N, L)</c> becomes the row of the weights at its place, plus the bias, <c>(N, L, D)</c>. Forward only.</summary>
public sealed class EmbeddingLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;
    private readonly Parameter<T>? _bias;

    /// <summary>Makes a layer that owns its weights and bias; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="weights"><c>(words, D)</c>.</param>
    /// <param name="bias"><c>(D)</c>, or null for none.</param>
    public EmbeddingLayer(string name, Tensor<T> weights, Tensor<T>? bias)
        : base(name)
    {
        _weights = new Parameter<T>($"{name}.weight", weights);
        _bias = bias is null ? null : new Parameter<T>($"{name}.bias", bias);
        Parameters = _bias is null ? [_weights] : [_weights, _bias];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => new([.. source, _weights.Value.Shape[1]]);

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, source, DestinationShape(source), workers);

    private sealed class Run(EmbeddingLayer<T> layer, Shape source, Shape destination, WorkerPool workers) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            foreach (var number in source.Span)
            {
                var word = int.CreateSaturating(number);
                if ((uint)word >= (uint)layer._weights.Value.Shape[0])
                {
                    throw new ArgumentException($"Layer '{layer.Name}' knows the numbers 0 to {layer._weights.Value.Shape[0] - 1}, but was given {word}.", nameof(source));
                }
            }

            workers.Run(new Rows(layer, source, destination), (source.Length + Rows.Most - 1) / Rows.Most);
        }
    }

    /// <summary>Some of the rows.</summary>
    private readonly unsafe struct Rows(EmbeddingLayer<T> layer, Tensor<T> source, Tensor<T> destination) : IWork
    {
        /// <summary>Rows of an item: fixed, so that the cuts never depend on threads.</summary>
        public const int Most = 256;

        public void Do(int item, int worker)
        {
            var weights = layer._weights.Value;
            var width = weights.Shape[1];
            for (var i = item * Most; i < Math.Min((item + 1) * Most, source.Length); i++)
            {
                T* from = weights.Pointer + (long.CreateSaturating(source.Pointer[i]) * width), to = destination.Pointer + ((long)i * width);
                if (layer._bias is { Value: var bias })
                {
                    Sum.Here(from, bias.Pointer, to, width);
                }
                else
                {
                    new Span<T>(from, width).CopyTo(new Span<T>(to, width));
                }
            }
        }
    }
}
