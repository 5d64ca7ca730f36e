using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>A 3×3 convolution of stride 1 between blocked maps by the blocked Winograd kernels, with bias, addend and rectifier in its store.</summary>
internal sealed unsafe class MapWinograd
{
    // Below this the transforms cost more than the multiplications that they save, or the kernels of many channels more than fits the caches.
    private const int FewestPositions = 100;
    private const int FewestChannels = 32;

    private readonly MapWinogradWeights _weights;
    private readonly TileGrid _grid;
    private readonly MapLayout _source;
    private readonly MapLayout _destination;
    private readonly MapLayout? _addend;
    private readonly MapFinish _finish;
    private readonly Shape _seen;

    /// <summary>Plans a convolution that <see cref="Accepts"/> takes.</summary>
    /// <param name="weights">The transformed kernels.</param>
    /// <param name="source">The blocked map that is read.</param>
    /// <param name="destination">The blocked map that is written.</param>
    /// <param name="addend">A blocked map that is added; null for none.</param>
    /// <param name="finish">What becomes of the sums.</param>
    public MapWinograd(MapWinogradWeights weights, MapLayout source, MapLayout destination, MapLayout? addend, MapFinish finish)
    {
        (_weights, _source, _destination, _addend, _finish) = (weights, source, destination, addend, finish);

        // Rows are as long as with their margin; what lies beyond the edge is the grid's to know.
        _seen = [1, source.Channels, source.Extents[1], checked((int)(source.RowStride / MapLayout.Block))];
        _grid = new TileGrid(destination.Extents[1], destination.Extents[2], BorderMode.Zero, margin: 0);
    }

    /// <summary>Whether it can compute a convolution, and is the quicker way.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="source">The shape of its source.</param>
    public static bool Accepts(ConvolutionGeometry geometry, Shape source) =>
        AcceptsSomewhere(geometry) && source.Positions >= FewestPositions && source.Skip(2).Zip(geometry.Windows, (extent, window) => window.Over(extent)).All(window => window == Window.Same(3));

    /// <summary>Whether it is the way to compute a convolution of sources that are large enough.</summary>
    /// <param name="geometry">The convolution.</param>
    public static bool AcceptsSomewhere(ConvolutionGeometry geometry) =>
        geometry is { Windows.Count: 2, Groups: 1, Border: BorderMode.Zero, SourceChannels: >= FewestChannels, DestinationChannels: >= FewestChannels } &&
        geometry.Windows.All(window => window.Over(FewestPositions) == Window.Same(3));

    /// <summary>The scratch memory that a convolution needs.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="source">The shape of its source.</param>
    public static WinogradScratch Scratch(ConvolutionGeometry geometry, Shape source) =>
        BlockedWinograd.Scratch(Extents(geometry), new TileGrid(source[2], source[3], BorderMode.Zero, margin: 0).Count);

    /// <summary>The extents of the kernels, which are kept.</summary>
    /// <param name="geometry">The convolution.</param>
    public static WinogradExtents Extents(ConvolutionGeometry geometry) => new(geometry.SourceChannels, geometry.DestinationChannels, KeepsAll: true);

    /// <summary>Computes the whole destination.</summary>
    /// <param name="source">The first float of the source map.</param>
    /// <param name="destination">The first float of the destination map.</param>
    /// <param name="addend">The first float of the addend; null where there is none.</param>
    /// <param name="scratch">Memory as <see cref="Scratch"/> says.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* source, float* destination, float* addend, ScratchMemory scratch, WorkerPool workers)
    {
        var map = new FeatureMap<float>(_seen, MapLayout.Block, source + _source.At(0, 0, 0), _source.PlaneStride);
        BlockedWinograd.Run(
            new TileSource(map, null, _destination.Extents[1], _destination.Extents[2], unpool: 1, isPooled: false), _grid, _weights.Kernels,
            new MapStore(_destination, destination, _weights.Bias, _addend, addend, _finish), scratch, workers);
    }
}
