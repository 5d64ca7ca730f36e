using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>The arithmetic of <see cref="MapConvolution"/>: some positions of a row by some channels of the destination, whose sums stay in registers.</summary>
internal static unsafe class MapTileProduct
{
    /// <summary>Computes one tile.</summary>
    /// <param name="count">Positions of the first half of the registers, 1 to 8.</param>
    /// <param name="job">What the tiles of a panel have in common.</param>
    /// <param name="source">What the first tap reads for the first position.</param>
    /// <param name="destination">The first position.</param>
    /// <param name="addend">The first position of a map that is added; null for none.</param>
    public static void Run<V, TWidth, TStep>(int count, in Job job, float* source, float* destination, float* addend)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
        where TStep : struct, IStep
    {
        switch (count)
        {
            case 1:
                Run<V, TWidth, TStep, Counts.One>(in job, source, destination, addend);
                break;
            case 2:
                Run<V, TWidth, TStep, Counts.Two>(in job, source, destination, addend);
                break;
            case 3:
                Run<V, TWidth, TStep, Counts.Three>(in job, source, destination, addend);
                break;
            case 4:
                Run<V, TWidth, TStep, Counts.Four>(in job, source, destination, addend);
                break;
            case 5:
                Run<V, TWidth, TStep, Counts.Five>(in job, source, destination, addend);
                break;
            case 6:
                Run<V, TWidth, TStep, Counts.Six>(in job, source, destination, addend);
                break;
            case 7:
                Run<V, TWidth, TStep, Counts.Seven>(in job, source, destination, addend);
                break;
            default:
                Run<V, TWidth, TStep, Counts.Eight>(in job, source, destination, addend);
                break;
        }
    }

    // The accumulators are named one by one because only then does each live in a register; what a constant rules out is not compiled.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, TWidth, TStep, TRows>(in Job job, float* source, float* destination, float* addend)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
        where TStep : struct, IStep
        where TRows : struct, ICount
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
    public interface IWidth
    {
        /// <summary>Another vector of channels.</summary>
        static virtual bool IsWide => false;

        /// <summary>As many positions again.</summary>
        static virtual bool IsTall => false;
    }

    /// <summary>Floats between what a tap reads for two neighbouring positions.</summary>
    public interface IStep
    {
        /// <summary>The floats.</summary>
        static abstract nint Of(nint step);
    }

    /// <summary>Two vectors of channels.</summary>
    public readonly struct Wide : IWidth
    {
        /// <inheritdoc/>
        public static bool IsWide => true;
    }

    /// <summary>One vector of channels, twice the positions.</summary>
    public readonly struct Tall : IWidth
    {
        /// <inheritdoc/>
        public static bool IsTall => true;
    }

    /// <summary>One vector of channels.</summary>
    public readonly struct Narrow : IWidth;

    /// <summary>Neighbours in a blocked map: the offsets are part of the instructions.</summary>
    public readonly struct Next : IStep
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Of(nint step) => MapLayout.Block;
    }

    /// <summary>Neighbours that lie further apart, or a channel by itself.</summary>
    public readonly struct Apart : IStep
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Of(nint step) => step;
    }

    /// <summary>What all tiles of a panel have in common.</summary>
    public readonly struct Job
    {
        /// <summary>The taps of the kernel.</summary>
        public required MapTap* Taps { get; init; }

        /// <summary>How many.</summary>
        public required int Count { get; init; }

        /// <summary>Floats between what a tap reads for two neighbouring positions.</summary>
        public required nint Step { get; init; }

        /// <summary>The weights of the panel.</summary>
        public required float* Panel { get; init; }

        /// <summary>Its biases.</summary>
        public required float* Bias { get; init; }

        /// <summary>Floats from the first vector of a position to the second.</summary>
        public required nint Second { get; init; }

        /// <summary>The same in the map that is added.</summary>
        public required nint AddendSecond { get; init; }

        /// <summary>What becomes of the sums.</summary>
        public required MapFinish Finish { get; init; }
    }
}
