using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>The channels of all sources, one source after the other; batch and positions must agree.</summary>
public sealed class ConcatenationLayer<T>(string name) : JoiningLayer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var first = sources[0];
        foreach (var source in sources)
        {
            LayerShapes.Require(Name, "source", source, source.Rank < 2 ? first : new Shape([first[0], source[1], .. first.Skip(2)]));
        }

        return new Shape([first[0], sources.Sum(source => source[1]), .. first.Skip(2)]);
    }

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(IReadOnlyList<Shape> sources, WorkerPool workers, TensorPool pool) => new Run(sources[0], DestinationShape(sources));

    private sealed class Run(Shape source, Shape destination) : JoiningRun(source, destination)
    {
        public override void Forward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination)
        {
            var to = destination.Span;
            for (var picture = 0; picture < DestinationShape[0]; picture++)
            {
                for (var index = 0; index < sources.Count; index++)
                {
                    var part = Part(sources[index], picture);
                    part.CopyTo(to);
                    to = to[part.Length..];
                }
            }
        }

        public override void Backward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination, Tensor<T> destinationGradient, IReadOnlyList<Tensor<T>> sourceGradients)
        {
            var from = destinationGradient.Span;
            for (var picture = 0; picture < DestinationShape[0]; picture++)
            {
                for (var index = 0; index < sourceGradients.Count; index++)
                {
                    var part = Part(sourceGradients[index], picture);
                    from[..part.Length].CopyTo(part);
                    from = from[part.Length..];
                }
            }
        }

        private Span<T> Part(Tensor<T> tensor, int picture)
        {
            var length = tensor.Length / DestinationShape[0];
            return tensor.Span.Slice(picture * length, length);
        }
    }
}
