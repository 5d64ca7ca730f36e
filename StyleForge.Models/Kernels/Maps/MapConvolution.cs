using System.Runtime.CompilerServices;
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
                var job = new Job
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
                            Tile<V, Tall, Next>(half, in job, s, d, a);
                        }
                        else
                        {
                            Tile<V, Tall, Apart>(half, in job, s, d, a);
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
                            Tile<V, Wide, Next>(count, in job, s, d, a);
                            break;
                        case (true, false):
                            Tile<V, Wide, Apart>(count, in job, s, d, a);
                            break;
                        case (false, true):
                            Tile<V, Narrow, Next>(count, in job, s, d, a);
                            break;
                        default:
                            Tile<V, Narrow, Apart>(count, in job, s, d, a);
                            break;
                    }
                }
            }
        }
    }

    private static void Tile<V, TWidth, TStep>(int count, in Job job, float* source, float* destination, float* addend)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
        where TStep : struct, IStep
    {
        switch (count)
        {
            case 1:
                Tile<V, TWidth, TStep, One>(in job, source, destination, addend);
                break;
            case 2:
                Tile<V, TWidth, TStep, Two>(in job, source, destination, addend);
                break;
            case 3:
                Tile<V, TWidth, TStep, Three>(in job, source, destination, addend);
                break;
            case 4:
                Tile<V, TWidth, TStep, Four>(in job, source, destination, addend);
                break;
            case 5:
                Tile<V, TWidth, TStep, Five>(in job, source, destination, addend);
                break;
            case 6:
                Tile<V, TWidth, TStep, Six>(in job, source, destination, addend);
                break;
            case 7:
                Tile<V, TWidth, TStep, Seven>(in job, source, destination, addend);
                break;
            default:
                Tile<V, TWidth, TStep, Eight>(in job, source, destination, addend);
                break;
        }
    }

    // The accumulators are named one by one because only then does each live in a register; what a constant rules out is not compiled.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V, TWidth, TStep, TRows>(in Job job, float* source, float* destination, float* addend)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
        where TStep : struct, IStep
        where TRows : struct, IRows
    {
        var step = TStep.Of(job.Step);
        var panel = job.Panel;
        var first = V.Load(job.Bias);
        var second = TWidth.IsWide ? V.Load(job.Bias + V.Count) : first;
        V a0 = first, a1 = first, a2 = first, a3 = first, a4 = first, a5 = first, a6 = first, a7 = first;
        V b0 = second, b1 = second, b2 = second, b3 = second, b4 = second, b5 = second, b6 = second, b7 = second;
        for (MapTap* tap = job.Taps, last = tap + job.Count; tap < last; tap++)
        {
            var s = source + tap->Offset;
            for (var end = s + tap->Channels; s < end; s++)
            {
                V p = V.Load(panel), q = default, x = V.Create(*s);
                if (TWidth.IsWide)
                {
                    q = V.Load(panel + V.Count);
                }

                panel += TWidth.IsWide ? 2 * V.Count : V.Count;
                a0 = V.MultiplyAdd(x, p, a0);
                if (TWidth.IsWide)
                {
                    b0 = V.MultiplyAdd(x, q, b0);
                }
                else if (TWidth.IsTall)
                {
                    b0 = V.MultiplyAdd(V.Create(s[TRows.Count * step]), p, b0);
                }


                if (TRows.Count > 1)
                {
                    x = V.Create(s[1 * step]);
                    a1 = V.MultiplyAdd(x, p, a1);
                    if (TWidth.IsWide)
                    {
                        b1 = V.MultiplyAdd(x, q, b1);
                    }
                    else if (TWidth.IsTall)
                    {
                        b1 = V.MultiplyAdd(V.Create(s[(TRows.Count + 1) * step]), p, b1);
                    }
                }

                if (TRows.Count > 2)
                {
                    x = V.Create(s[2 * step]);
                    a2 = V.MultiplyAdd(x, p, a2);
                    if (TWidth.IsWide)
                    {
                        b2 = V.MultiplyAdd(x, q, b2);
                    }
                    else if (TWidth.IsTall)
                    {
                        b2 = V.MultiplyAdd(V.Create(s[(TRows.Count + 2) * step]), p, b2);
                    }
                }

                if (TRows.Count > 3)
                {
                    x = V.Create(s[3 * step]);
                    a3 = V.MultiplyAdd(x, p, a3);
                    if (TWidth.IsWide)
                    {
                        b3 = V.MultiplyAdd(x, q, b3);
                    }
                    else if (TWidth.IsTall)
                    {
                        b3 = V.MultiplyAdd(V.Create(s[(TRows.Count + 3) * step]), p, b3);
                    }
                }

                if (TRows.Count > 4)
                {
                    x = V.Create(s[4 * step]);
                    a4 = V.MultiplyAdd(x, p, a4);
                    if (TWidth.IsWide)
                    {
                        b4 = V.MultiplyAdd(x, q, b4);
                    }
                    else if (TWidth.IsTall)
                    {
                        b4 = V.MultiplyAdd(V.Create(s[(TRows.Count + 4) * step]), p, b4);
                    }
                }

                if (TRows.Count > 5)
                {
                    x = V.Create(s[5 * step]);
                    a5 = V.MultiplyAdd(x, p, a5);
                    if (TWidth.IsWide)
                    {
                        b5 = V.MultiplyAdd(x, q, b5);
                    }
                    else if (TWidth.IsTall)
                    {
                        b5 = V.MultiplyAdd(V.Create(s[(TRows.Count + 5) * step]), p, b5);
                    }
                }

                if (TRows.Count > 6)
                {
                    x = V.Create(s[6 * step]);
                    a6 = V.MultiplyAdd(x, p, a6);
                    if (TWidth.IsWide)
                    {
                        b6 = V.MultiplyAdd(x, q, b6);
                    }
                    else if (TWidth.IsTall)
                    {
                        b6 = V.MultiplyAdd(V.Create(s[(TRows.Count + 6) * step]), p, b6);
                    }
                }

                if (TRows.Count > 7)
                {
                    x = V.Create(s[7 * step]);
                    a7 = V.MultiplyAdd(x, p, a7);
                    if (TWidth.IsWide)
                    {
                        b7 = V.MultiplyAdd(x, q, b7);
                    }
                    else if (TWidth.IsTall)
                    {
                        b7 = V.MultiplyAdd(V.Create(s[(TRows.Count + 7) * step]), p, b7);
                    }
                }
            }
        }

        var finish = job.Finish;
        var (apart, addendApart) = TWidth.IsTall ? (TRows.Count * MapLayout.Block, TRows.Count * MapLayout.Block) : (job.Second, job.AddendSecond);
        Store<V, TWidth>(finish, a0, b0, addend, addendApart, destination, apart);
        if (TRows.Count > 1)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a1, b1, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 2)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a2, b2, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 3)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a3, b3, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 4)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a4, b4, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 5)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a5, b5, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 6)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a6, b6, addend, addendApart, destination, apart);
        }

        if (TRows.Count > 7)
        {
            Advance(ref addend, ref destination);
            Store<V, TWidth>(finish, a7, b7, addend, addendApart, destination, apart);
        }

    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref float* addend, ref float* destination)
    {
        destination += MapLayout.Block;
        addend = addend is null ? null : addend + MapLayout.Block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, TWidth>(MapFinish finish, V a, V b, float* addend, nint addendSecond, float* destination, nint second)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
    {
        finish.Store(a, addend, destination);
        if (TWidth.IsWide || TWidth.IsTall)
        {
            finish.Store(b, addend is null ? null : addend + addendSecond, destination + second);
        }
    }

    /// <summary>What the second half of the registers holds: another vector of channels, as many positions again, or nothing.</summary>
    private interface IWidth
    {
        static virtual bool IsWide => false;

        static virtual bool IsTall => false;
    }

    /// <summary>Floats between what a tap reads for two neighbouring positions.</summary>
    private interface IStep
    {
        static abstract nint Of(nint step);
    }

    /// <summary>Positions of a tile.</summary>
    private interface IRows
    {
        static abstract int Count { get; }
    }

    private readonly struct Wide : IWidth
    {
        public static bool IsWide => true;
    }

    private readonly struct Tall : IWidth
    {
        public static bool IsTall => true;
    }

    private readonly struct Narrow : IWidth;

    /// <summary>Neighbours in a blocked map: the offsets are part of the instructions.</summary>
    private readonly struct Next : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Of(nint step) => MapLayout.Block;
    }

    private readonly struct Apart : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Of(nint step) => step;
    }

    private readonly struct One : IRows
    {
        public static int Count => 1;
    }

    private readonly struct Two : IRows
    {
        public static int Count => 2;
    }

    private readonly struct Three : IRows
    {
        public static int Count => 3;
    }

    private readonly struct Four : IRows
    {
        public static int Count => 4;
    }

    private readonly struct Five : IRows
    {
        public static int Count => 5;
    }

    private readonly struct Six : IRows
    {
        public static int Count => 6;
    }

    private readonly struct Seven : IRows
    {
        public static int Count => 7;
    }

    private readonly struct Eight : IRows
    {
        public static int Count => 8;
    }

    /// <summary>What all tiles of a panel have in common.</summary>
    private readonly struct Job
    {
        public required MapTap* Taps { get; init; }

        public required int Count { get; init; }

        public required nint Step { get; init; }

        public required float* Panel { get; init; }

        public required float* Bias { get; init; }

        /// <summary>Floats from the first vector of a position to the second.</summary>
        public required nint Second { get; init; }

        public required nint AddendSecond { get; init; }

        public required MapFinish Finish { get; init; }
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
