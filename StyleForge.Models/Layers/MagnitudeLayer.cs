using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>The magnitude of complex numbers, whose real parts are the first half of the channels and whose imaginary ones the second. Forward only.</summary>
public sealed class MagnitudeLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] % 2 == 0
        ? [source[0], source[1] / 2, .. source.Skip(2)]
        : throw new ArgumentException($"Layer '{Name}' takes an even number of channels, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source));

    private sealed class Run(string name, Shape source, Shape destination) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            var length = destination.Length / DestinationShape[0];
            for (var batch = 0; batch < DestinationShape[0]; batch++)
            {
                var real = source.Span.Slice(2 * batch * length, length);
                var imaginary = source.Span.Slice(((2 * batch) + 1) * length, length);
                var to = destination.Span.Slice(batch * length, length);
                for (var i = 0; i < length; i++)
                {
                    to[i] = T.Sqrt((real[i] * real[i]) + (imaginary[i] * imaginary[i]));
                }
            }
        }
    }
}
