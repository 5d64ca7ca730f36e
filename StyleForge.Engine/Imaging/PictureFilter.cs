using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Imaging;

/// <summary>
/// Filters pictures with the convolution of the networks (a cross-correlation: the matrix is laid on the picture as it is written), each colour for itself.
/// </summary>
/// <param name="kernel">What to filter with.</param>
/// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
public sealed class PictureFilter(FilterKernel kernel, WorkerPool workers)
{
    // All but one sample of a thousand of a result that has no natural range are shown as they are.
    private const double ShownShare = 0.999;

    /// <summary>Pixels from one position of the matrix to the next, 1 or more.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Pixels that the matrix reaches beyond each edge; null for as many as keep the picture's size at a stride of 1.</summary>
    public int? Padding { get; init; }

    /// <summary>What lies beyond the edge.</summary>
    public BorderMode Border { get; init; } = BorderMode.Reflect;

    /// <summary>
    /// What differences and lengths are multiplied by before they are shown; null for what brings all but a thousandth of the samples just into range. Other results are shown as they are.
    /// </summary>
    public double? Gain { get; init; }

    /// <summary>Filters a picture and makes what comes out fit to be seen: see <see cref="FilterKernel.IsSigned"/> and <see cref="FilterKernel.IsLength"/>.</summary>
    /// <param name="picture">The picture; what is transparent is white.</param>
    /// <param name="gain">What differences and lengths were multiplied by; 1 for other results.</param>
    /// <returns>A new picture, which may leave 0 to 1 where it is cut when it is written.</returns>
    /// <exception cref="ArgumentException">The picture is too small for the matrix, or for a border that is mirrored; the sentence says so.</exception>
    public Picture Apply(Picture picture, out double gain)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var source = Tensor<float>.From([Picture.Channels, 1, picture.Height, picture.Width], picture.OnPaper().Samples);
        using var layer = new ConvolutionLayer<float>(
            kernel.Name,
            new ConvolutionGeometry(1, kernel.Matrices.Count, [Slide(kernel.Rows), Slide(kernel.Columns)], border: Border),
            Tensor<float>.From([kernel.Matrices.Count, 1, kernel.Rows, kernel.Columns], [.. kernel.Matrices.SelectMany(matrix => matrix)]),
            bias: null);
        using var pool = new TensorPool();
        using var run = layer.Prepare(source.Shape, workers, pool);
        using var result = new Tensor<float>(run.DestinationShape);
        run.Forward(source, result);
        var filtered = new Picture(result.Shape[3], result.Shape[2], Join(result));
        gain = 1;
        if (kernel.IsSigned || kernel.IsLength)
        {
            gain = Gain ?? Fitting(filtered.Samples, kernel.IsLength ? 1 : 0.5);
            var (factor, middle) = ((float)gain, kernel.IsLength ? 0 : 0.5f);
            foreach (ref var sample in filtered.Samples.AsSpan())
            {
                sample = middle + (factor * sample);
            }
        }

        return filtered;
    }

    // The odd pixel of an even matrix lies after, as in the networks.
    private Window Slide(int size) => Padding is { } padding
        ? new Window(size, Stride, padding, padding)
        : Window.Same(size, Stride);

    private static float[] Join(Tensor<float> result)
    {
        var (directions, positions) = (result.Shape[1], result.Shape.Positions);
        if (directions == 1)
        {
            return result.Span.ToArray();
        }

        var joined = new float[Picture.Channels * positions];
        for (var i = 0; i < joined.Length; i++)
        {
            var (channel, position) = (i / positions, i % positions);
            var sum = 0f;
            for (var direction = 0; direction < directions; direction++)
            {
                var part = result.Span[(((channel * directions) + direction) * positions) + position];
                sum += part * part;
            }

            joined[i] = MathF.Sqrt(sum);
        }

        return joined;
    }

    // Where nothing differs there is nothing to bring into range.
    private static double Fitting(float[] samples, double room)
    {
        var sizes = Array.ConvertAll(samples, Math.Abs);
        Array.Sort(sizes);
        return sizes[(int)(ShownShare * (sizes.Length - 1))] is > 1e-6f and var bound ? room / bound : 1;
    }
}
