using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>Pooling between blocked maps, sixteen channels at a time; a number that is none wins a maximum. A row of a plane is one item of work.</summary>
/// <param name="kind">Maximum or average.</param>
/// <param name="extents">The windows over the source.</param>
/// <param name="source">The map that is read.</param>
/// <param name="destination">The map that is written.</param>
internal sealed unsafe class MapPooling(PoolingKind kind, PoolingExtents extents, MapLayout source, MapLayout destination)
{
    // Positions of an item, at least.
    private const int ItemPositions = 512;

    private readonly int _lines = destination.Extents[0] * destination.Extents[1];

    // Rows that are pooled as one item.
    private readonly int _together = Math.Clamp(ItemPositions / destination.Extents[2], 1, destination.Extents[0] * destination.Extents[1]);

    private int Parts => (_lines + _together - 1) / _together;

    /// <summary>Computes the whole destination.</summary>
    /// <param name="from">The first float of the source map.</param>
    /// <param name="to">The first float of the destination map.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* from, float* to, WorkerPool workers) => workers.Run(new Work(this, from, to), source.Planes * Parts);

    private void Compute<V>(float* from, float* to, int item)
        where V : struct, ILanes<V>
    {
        var (plane, part) = Math.DivRem(item, Parts);
        from += plane * source.PlaneStride;
        to += plane * destination.PlaneStride;
        for (var line = part * _together; line < Math.Min((part + 1) * _together, _lines); line++)
        {
            Line<V>(from, to, line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Line<V>(float* from, float* to, int line)
        where V : struct, ILanes<V>
    {
        var (d, h) = Math.DivRem(line, destination.Extents[1]);
        var (firstDepth, depth) = extents.Inside(0, d);
        var (firstRow, rows) = extents.Inside(1, h);
        var (slice, row, column) = (source.SliceStride * extents.Windows[0].Dilation, source.RowStride * extents.Windows[1].Dilation, (long)MapLayout.Block * extents.Windows[2].Dilation);
        var position = line * destination.Extents[2];
        to += destination.At(d, h, 0);
        for (var w = 0; w < destination.Extents[2]; w++, to += MapLayout.Block)
        {
            var (firstColumn, columns) = extents.Inside(2, w);
            var corner = from + source.At(firstDepth, firstRow, firstColumn);
            var divisor = kind == PoolingKind.Maximum ? 1 : extents.Divisor(position + w, depth * rows * columns);
            for (var lane = 0; lane < MapLayout.Block; lane += V.Count)
            {
                V pooled = V.Create(kind == PoolingKind.Maximum ? float.NegativeInfinity : 0);
                for (var z = 0; z < depth; z++)
                {
                    for (var y = 0; y < rows; y++)
                    {
                        var s = corner + (z * slice) + (y * row) + lane;
                        for (var end = s + (columns * column); s < end; s += column)
                        {
                            // The bits of both orders, because each keeps only one's being no number.
                            var x = V.Load(s);
                            pooled = kind == PoolingKind.Maximum ? V.Or(V.Max(pooled, x), V.Max(x, pooled)) : V.Add(pooled, x);
                        }
                    }
                }

                V.Store(kind == PoolingKind.Maximum ? pooled : V.Divide(pooled, V.Create(divisor)), to + lane);
            }
        }
    }

    private readonly struct Work(MapPooling owner, float* from, float* to) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    owner.Compute<Lanes512>(from, to, item);
                    break;
                case 256:
                    owner.Compute<Lanes256>(from, to, item);
                    break;
                default:
                    owner.Compute<Lanes128>(from, to, item);
                    break;
            }
        }
    }
}
