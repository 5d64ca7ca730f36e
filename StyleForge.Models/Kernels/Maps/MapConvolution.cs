using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>
/// Convolution straight from the map that it reads: up to eight positions of a row by two vectors of destination channels, or sixteen by one, stay in registers, while the
/// numbers that their taps read are broadcast from where they lie. Nothing is packed but the weights, and bias, addend and rectifier are part
/// of the only store.
/// </summary>
/// <remarks>
/// One, two or three dimensions, any stride, dilation and padding. Each element is one chain of multiply-adds from the bias on, plane by plane, tap by
/// tap, channel by channel, whatever the cut, so every width that fuses them gives the same bits.
/// </remarks>
internal sealed unsafe class MapConvolution
{
    // The source of an item stays in the second-level cache while panel after panel runs past it.
    private const int ItemBytes = 1 << 17;
    private const int FewestTiles = 4;
    private const int EnoughItems = 8;

    private readonly MapWeights _weights;
    private readonly MapTap[] _taps;
    private readonly MapTile[] _tiles;
    private readonly int _groups;
    private readonly int _step;
    private readonly long _groupSource;
    private readonly long _destinationPlane;
    private readonly long _addendPlane;
    private readonly int _tilesPerItem;
    private readonly int _panelsPerItem;
    private readonly MapFinish _finish;

    /// <summary>Plans a convolution.</summary>
    /// <param name="windows">The windows over depth, height and width.</param>
    /// <param name="groups">Groups of channels; each has whole blocks.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="source">The map that is read, with a margin as wide as the padding.</param>
    /// <param name="destination">The map that is written, blocked.</param>
    /// <param name="addend">A blocked map that is added; null for none.</param>
    /// <param name="finish">What becomes of the sums.</param>
    public MapConvolution(Window[] windows, int groups, MapWeights weights, MapLayout source, MapLayout destination, MapLayout? addend, MapFinish finish)
    {
        (_groups, _weights, _finish) = (groups, weights, finish);
        _taps = MapTap.List(windows, source, source.Channels / groups);
        _tiles = MapTile.Cut(windows, source, destination, addend, weights.Columns > PanelColumns / 2 ? MapTile.Most : 2 * MapTile.Most);
        _step = windows[2].Stride * source.Lanes;
        _groupSource = source.Planes / groups * source.PlaneStride;
        _destinationPlane = destination.PlaneStride;
        _addendPlane = addend?.PlaneStride ?? 0;

        var sourceBytes = sizeof(float) * (long)source.Positions * source.Channels;
        if (sizeof(float) * (long)groups * weights.Columns * weights.Depth > sourceBytes)
        {
            // Each panel is read by one item only.
            _panelsPerItem = 1;
            _tilesPerItem = (_tiles.Length + Parts(Panels * groups) - 1) / Parts(Panels * groups);
        }
        else
        {
            _panelsPerItem = Panels;
            var fitting = (int)Math.Clamp(ItemBytes / Math.Max(sourceBytes / _tiles.Length, 1), FewestTiles, int.MaxValue);
            _tilesPerItem = Math.Max(1, Math.Min(fitting, _tiles.Length / Parts(groups)));
        }

        static int Parts(int items) => (EnoughItems + items - 1) / items;
    }

    /// <summary>Destination channels of a panel: two vectors of the width in use.</summary>
    public static int PanelColumns { get; } = Math.Max(VectorWidth.Bits / 32, 1) * 2;

    private int Panels => (_weights.Columns + PanelColumns - 1) / PanelColumns;

    private int TileParts => (_tiles.Length + _tilesPerItem - 1) / _tilesPerItem;

    private int PanelParts => (Panels + _panelsPerItem - 1) / _panelsPerItem;

    /// <summary>Computes the whole destination.</summary>
    /// <param name="source">The first float of the source map.</param>
    /// <param name="destination">The first float of the destination map.</param>
    /// <param name="addend">The first float of the addend; null where there is none.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* source, float* destination, float* addend, WorkerPool workers) =>
        workers.Run(new Work(this, source, destination, addend), _groups * PanelParts * TileParts);

    private void Compute<V>(float* source, float* destination, float* addend, int item)
        where V : struct, ILanes<V>
    {
        (var rest, var tilePart) = Math.DivRem(item, TileParts);
        var (group, panelPart) = Math.DivRem(rest, PanelParts);
        var tiles = _tiles.AsSpan(tilePart * _tilesPerItem, Math.Min(_tilesPerItem, _tiles.Length - (tilePart * _tilesPerItem)));
        source += group * _groupSource;
        fixed (MapTap* taps = _taps)
        {
            for (var panel = panelPart * _panelsPerItem; panel < Math.Min((panelPart + 1) * _panelsPerItem, Panels); panel++)
            {
                var column = panel * PanelColumns;
                var channel = (group * _weights.Columns) + column;
                var (plane, lane) = Math.DivRem(channel, MapLayout.Block);
                var second = (V.Count + lane) % MapLayout.Block == 0;
                var job = new MapTileProduct.Job
                {
                    Taps = taps,
                    Count = _taps.Length,
                    Step = _step,
                    Panel = _weights.Numbers + ((long)channel * _weights.Depth),
                    Bias = _weights.Bias + channel,
                    Second = (nint)(second ? _destinationPlane - lane : V.Count),
                    AddendSecond = (nint)(second ? _addendPlane - lane : V.Count),
                    Finish = _finish,
                };
                var to = destination + (plane * _destinationPlane) + lane;
                var added = addend is null ? null : addend + (plane * _addendPlane) + lane;
                var isWide = _weights.Columns - column > V.Count;
                foreach (ref readonly var tile in tiles)
                {
                    float* s = source + tile.Source, d = to + tile.Destination, a = added is null ? null : added + tile.Addend;
                    var count = tile.Count;
                    if (count > MapTile.Most)
                    {
                        var half = count / 2;
                        if (_step == MapLayout.Block)
                        {
                            MapTileProduct.Run<V, MapTileProduct.Tall, MapTileProduct.Next>(half, in job, s, d, a);
                        }
                        else
                        {
                            MapTileProduct.Run<V, MapTileProduct.Tall, MapTileProduct.Apart>(half, in job, s, d, a);
                        }

                        if (count % 2 == 0)
                        {
                            continue;
                        }

                        s += 2 * half * _step;
                        d += 2 * half * MapLayout.Block;
                        a = a is null ? null : a + (2 * half * MapLayout.Block);
                        count = 1;
                    }

                    switch (isWide, _step == MapLayout.Block)
                    {
                        case (true, true):
                            MapTileProduct.Run<V, MapTileProduct.Wide, MapTileProduct.Next>(count, in job, s, d, a);
                            break;
                        case (true, false):
                            MapTileProduct.Run<V, MapTileProduct.Wide, MapTileProduct.Apart>(count, in job, s, d, a);
                            break;
                        case (false, true):
                            MapTileProduct.Run<V, MapTileProduct.Narrow, MapTileProduct.Next>(count, in job, s, d, a);
                            break;
                        default:
                            MapTileProduct.Run<V, MapTileProduct.Narrow, MapTileProduct.Apart>(count, in job, s, d, a);
                            break;
                    }
                }
            }
        }
    }

    private readonly struct Work(MapConvolution owner, float* source, float* destination, float* addend) : IWork
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
