using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The adjoint of extending a source by a reflected or replicated border: what the border received is added to the
/// elements that it repeats.
/// </summary>
internal sealed unsafe class BorderFold : IDisposable
{
    private readonly ConvolutionExtents _extents;
    private readonly int[] _extended;
    private readonly Tensor<float> _gradient;
    private readonly WorkerPool _workers;

    public BorderFold(ConvolutionExtents extents, int[] extended, WorkerPool workers, TensorPool pool)
    {
        (_extents, _extended, _workers) = (extents, extended, workers);
        _gradient = pool.Rent<float>([Planes, extended[0], extended[1], extended[2]]);
    }

    /// <summary>The gradient by the extended source, to be filled before <see cref="Run"/>.</summary>
    public float* Extended => _gradient.Pointer;

    private int Planes => _extents.Batch * _extents.Groups * _extents.SourceChannels;

    /// <summary>Computes the gradient by the source.</summary>
    public void Run(float* sourceGradient) => _workers.Run(new Plane(this, sourceGradient), Planes);

    /// <inheritdoc/>
    public void Dispose() => _gradient.Dispose();

    private void Fold(float* to, float* from)
    {
        var source = _extents.Source;
        new Span<float>(to, _extents.SourcePositions).Clear();
        for (var d = 0; d < _extended[0]; d++)
        {
            for (var h = 0; h < _extended[1]; h++)
            {
                var row = to + ((((long)Read(0, d) * source[1]) + Read(1, h)) * source[2]);
                for (var w = 0; w < _extended[2]; w++)
                {
                    row[Read(2, w)] += *from++;
                }
            }
        }
    }

    private int Read(int dimension, int index) =>
        _extents.Border.Read(index - _extents.Windows[dimension].Before, _extents.Source[dimension]);

    private readonly struct Plane(BorderFold fold, float* sourceGradient) : IWork
    {
        public void Do(int item, int worker) => fold.Fold(
            sourceGradient + ((long)item * fold._extents.SourcePositions),
            fold.Extended + ((long)item * fold._extended[0] * fold._extended[1] * fold._extended[2]));
    }
}
