using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>A function of each number of a blocked map by itself. Some rows of a plane are one item of work.</summary>
/// <param name="function">The function, with a form for vectors.</param>
/// <param name="source">The map that is read.</param>
/// <param name="destination">The map that is written.</param>
internal sealed unsafe class MapActivation(IVectorFunction function, MapLayout source, MapLayout destination)
{
    // Positions of an item, at least.
    private const int ItemPositions = 512;

    private readonly int _rows = destination.Extents[0] * destination.Extents[1];

    private readonly int _together = Math.Clamp(ItemPositions / destination.Extents[2], 1, destination.Extents[0] * destination.Extents[1]);

    private int Parts => (_rows + _together - 1) / _together;

    /// <summary>Computes the whole destination.</summary>
    /// <param name="from">The first float of the source map.</param>
    /// <param name="to">The first float of the destination map.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* from, float* to, WorkerPool workers) => workers.Run(new Work(this, from, to), destination.Planes * Parts);

    private void Compute(float* from, float* to, int item)
    {
        var (plane, part) = Math.DivRem(item, Parts);
        for (var row = part * _together; row < Math.Min((part + 1) * _together, _rows); row++)
        {
            var (d, h) = Math.DivRem(row, destination.Extents[1]);
            function.Run(
                from + (plane * source.PlaneStride) + source.At(d, h, 0), to + (plane * destination.PlaneStride) + destination.At(d, h, 0), destination.Extents[2] * MapLayout.Block);
        }
    }

    private readonly struct Work(MapActivation owner, float* from, float* to) : IWork
    {
        public void Do(int item, int worker) => owner.Compute(from, to, item);
    }
}
