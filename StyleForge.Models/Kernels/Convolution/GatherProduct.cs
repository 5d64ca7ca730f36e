using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The gradient by a source as convolutions of the gradient by the destination with the kernel turned around. A stride
/// parts the source into phases, the elements that see the same taps; each phase is a product of its own.
/// </summary>
internal sealed unsafe class GatherProduct : IDisposable
{
    private readonly List<ConvolutionProduct> _phases = [];
    private readonly WorkerPool _workers;
    private readonly int _planes;
    private readonly int _planeLength;
    private readonly bool _hasHoles;

    /// <summary>Packs the weights and takes the memory.</summary>
    /// <param name="e">The convolution.</param>
    /// <param name="windows">Its windows, with a border of zeros.</param>
    /// <param name="extents">The extents of the source that go with them.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public GatherProduct(ConvolutionExtents e, Window[] windows, int[] extents, Tensor<float> weights, WorkerPool workers, TensorPool pool)
    {
        _workers = workers;
        _planes = e.Batch * e.Groups * e.SourceChannels;
        _planeLength = extents[0] * extents[1] * extents[2];
        var strides = Array.ConvertAll(windows, window => window.Stride);
        for (var number = 0; number < strides[0] * strides[1] * strides[2]; number++)
        {
            int[] phases = [number / strides[2] / strides[1], number / strides[2] % strides[1], number % strides[2]];
            var grid = new PhaseGrid(extents, strides, phases);
            int[][] taps = [.. windows.Zip(phases, AxisView.BackwardTaps)];
            if (grid.Counts.Any(count => count == 0))
            {
                continue;
            }

            if (taps.Any(seen => seen.Length == 0))
            {
                _hasHoles = true;
                continue;
            }

            AxisView[] axes = [.. Enumerable.Range(0, 3).Select(d => AxisView.Backward(windows[d], phases[d], extents[d], e.Destination[d]))];
            var columns = new ColumnSource(e.DestinationChannels, e.Destination, grid.Counts, axes);
            _phases.Add(new ConvolutionProduct(
                e.Batch, e.Groups, e.SourceChannels, columns, Weight(e, windows, taps, weights), [], workers, pool, strides.All(stride => stride == 1) ? null : grid));
        }
    }

    /// <summary>Computes the gradient by the source.</summary>
    public void Run(float* destinationGradient, float* sourceGradient)
    {
        // What no tap sees is zero.
        if (_hasHoles)
        {
            _workers.Run(new Clearing(sourceGradient, _planeLength), _planes);
        }

        foreach (var phase in _phases)
        {
            phase.Run(destinationGradient, sourceGradient);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _phases.ForEach(phase => phase.Dispose());

    // Reads the weight that a source channel (row) has for a destination channel at one of the taps of a phase.
    private static Func<int, int, int, int, float> Weight(ConvolutionExtents e, Window[] windows, int[][] taps, Tensor<float> weights)
    {
        int[] flat = [.. from d in taps[0] from h in taps[1] from w in taps[2] select (((d * windows[1].Size) + h) * windows[2].Size) + w];
        var numbers = weights.Pointer;
        return (group, row, channel, tap) =>
            numbers[(((((long)group * e.DestinationChannels) + channel) * e.SourceChannels + row) * e.Taps) + flat[tap]];
    }

    private readonly struct Clearing(float* planes, int length) : IWork
    {
        public void Do(int item, int worker) => new Span<float>(planes + ((long)item * length), length).Clear();
    }
}
