using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3), as Caffe and PyTorch count α:
/// <c>y_c = x_c / (k + α/size · Σ x_j²)^β</c> over the size channels around c. Forward only.
/// </summary>
/// <param name="name">The name within the network.</param>
/// <param name="size">Channels of a sum, those before the middle the larger half.</param>
/// <param name="alpha">α.</param>
/// <param name="beta">β.</param>
/// <param name="k">k.</param>
public sealed class LocalResponseNormalisationLayer<T>(string name, int size, double alpha, double beta, double k) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1
        ? source
        : throw new ArgumentException($"Layer '{Name}' needs channels, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(this, DestinationShape(source), workers, size, alpha, beta, k);

    private sealed class Run(LocalResponseNormalisationLayer<T> layer, Shape shape, WorkerPool workers, int size, double alpha, double beta, double k) : LayerRun<T>(shape, shape)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(layer.Name, "source", source.Shape, SourceShape);
            LayerShapes.Require(layer.Name, "destination", destination.Shape, DestinationShape);
            workers.Run(
                new Plane(SourceShape, size, T.CreateChecked(alpha / size), T.CreateChecked(beta), T.CreateChecked(k), source.Pointer, destination.Pointer), SourceShape[0] * SourceShape[1]);
        }
    }

    private readonly unsafe struct Plane(Shape shape, int size, T share, T beta, T k, T* source, T* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            var (channels, positions) = (shape[1], shape.Positions);
            var (picture, channel) = (item / channels, item % channels);
            var (first, end) = (Math.Max(channel - (size / 2), 0), Math.Min(channel + ((size + 1) / 2), channels));
            var from = source + ((long)picture * channels * positions);
            var to = destination + ((long)item * positions);
            for (var i = 0; i < positions; i++)
            {
                var sum = T.Zero;
                for (var other = first; other < end; other++)
                {
                    var x = from[((long)other * positions) + i];
                    sum += x * x;
                }

                to[i] = from[((long)channel * positions) + i] / T.Pow(k + (share * sum), beta);
            }
        }
    }
}
