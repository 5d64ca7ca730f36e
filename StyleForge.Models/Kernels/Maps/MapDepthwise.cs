using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>
/// Convolution of each channel by itself, straight from a blocked map: a vector is channels of a position, and four positions of a row
/// stay in registers while the taps run past them.
/// </summary>
/// <remarks>Each element is one chain of multiply-adds from the bias on, tap by tap, whatever the cut.</remarks>
internal sealed unsafe class MapDepthwise
{
    private const int EnoughItems = 8;

    private readonly MapWeights _weights;
    private readonly MapTap[] _taps;
    private readonly MapTile[] _tiles;
    private readonly int _step;
    private readonly MapLayout _source;
    private readonly MapLayout _destination;
    private readonly long _addendPlane;
    private readonly MapFinish _finish;
    private readonly int _parts;

    /// <summary>Plans a convolution.</summary>
    /// <param name="windows">The windows over depth, height and width.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="source">The blocked map that is read, with a margin as wide as the padding.</param>
    /// <param name="destination">The blocked map that is written.</param>
    /// <param name="addend">A blocked map that is added; null for none.</param>
    /// <param name="finish">What becomes of the sums.</param>
    public MapDepthwise(Window[] windows, MapWeights weights, MapLayout source, MapLayout destination, MapLayout? addend, MapFinish finish)
    {
        (_weights, _source, _destination, _addendPlane, _finish) = (weights, source, destination, addend?.PlaneStride ?? 0, finish);
        _taps = MapTap.List(windows, source, MapLayout.Block);
        _tiles = MapTile.Cut(windows, source, destination, addend, MapTile.Most);
        _step = windows[2].Stride * MapLayout.Block;
        _parts = Math.Min((EnoughItems + source.Planes - 1) / source.Planes, _tiles.Length);
    }

    /// <summary>Computes the whole destination.</summary>
    /// <param name="source">The first float of the source map.</param>
    /// <param name="destination">The first float of the destination map.</param>
    /// <param name="addend">The first float of the addend; null where there is none.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* source, float* destination, float* addend, WorkerPool workers) =>
        workers.Run(new Work(this, source, destination, addend), _source.Planes * _parts);

    private void Compute<V>(float* source, float* destination, float* addend, int item)
        where V : struct, ILanes<V>
    {
        var (plane, part) = Math.DivRem(item, _parts);
        source += plane * _source.PlaneStride;
        destination += plane * _destination.PlaneStride;
        addend = addend is null ? null : addend + (plane * _addendPlane);
        var weights = _weights.Numbers + ((long)plane * _taps.Length * MapLayout.Block);
        var (first, end) = ((int)((long)_tiles.Length * part / _parts), (int)((long)_tiles.Length * (part + 1) / _parts));
        fixed (MapTap* taps = _taps)
        {
            foreach (ref readonly var tile in _tiles.AsSpan(first..end))
            {
                for (var lane = 0; lane < MapLayout.Block; lane += V.Count)
                {
                    Tile<V>(
                        taps, _taps.Length, source + tile.Source + lane, _step, weights + lane, _weights.Bias + (plane * MapLayout.Block) + lane,
                        destination + tile.Destination + lane, addend is null ? null : addend + tile.Addend + lane, tile.Count, _finish);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V>(MapTap* taps, int count, float* source, nint step, float* weights, float* bias, float* destination, float* addend, int positions, MapFinish finish)
        where V : struct, ILanes<V>
    {
        for (; positions >= 4; positions -= 4)
        {
            var a = V.Load(bias);
            V b = a, c = a, d = a;
            var w = weights;
            for (var tap = 0; tap < count; tap++, w += MapLayout.Block)
            {
                var s = source + taps[tap].Offset;
                var x = V.Load(w);
                a = V.MultiplyAdd(V.Load(s), x, a);
                b = V.MultiplyAdd(V.Load(s + step), x, b);
                c = V.MultiplyAdd(V.Load(s + (2 * step)), x, c);
                d = V.MultiplyAdd(V.Load(s + (3 * step)), x, d);
            }

            finish.Store(a, addend, destination);
            finish.Store(b, addend is null ? null : addend + MapLayout.Block, destination + MapLayout.Block);
            finish.Store(c, addend is null ? null : addend + (2 * MapLayout.Block), destination + (2 * MapLayout.Block));
            finish.Store(d, addend is null ? null : addend + (3 * MapLayout.Block), destination + (3 * MapLayout.Block));
            source += 4 * step;
            destination += 4 * MapLayout.Block;
            addend = addend is null ? null : addend + (4 * MapLayout.Block);
        }

        for (; positions > 0; positions--)
        {
            var a = V.Load(bias);
            for (var tap = 0; tap < count; tap++)
            {
                a = V.MultiplyAdd(V.Load(source + taps[tap].Offset), V.Load(weights + (tap * MapLayout.Block)), a);
            }

            finish.Store(a, addend, destination);
            source += step;
            destination += MapLayout.Block;
            addend = addend is null ? null : addend + MapLayout.Block;
        }
    }

    private readonly struct Work(MapDepthwise owner, float* source, float* destination, float* addend) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    owner.Compute<Lanes512>(source, destination, addend, item);
                    break;
                case 256:
                    owner.Compute<Lanes256>(source, destination, addend, item);
                    break;
                default:
                    owner.Compute<Lanes128>(source, destination, addend, item);
                    break;
            }
        }
    }
}
