using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>The arithmetic of <see cref="DirectProduct"/>: one or two vectors of neighbouring positions for some destination channels, whose sums stay in registers.</summary>
internal static unsafe class DirectTile
{
    /// <summary>
    /// Rows of several channels often lie a power of two apart and throw each other out of the caches, so they are drawn near so many rows beforehand; as many are there
    /// after the last.
    /// </summary>
    public const int Ahead = 8;

    /// <summary>Computes one tile.</summary>
    /// <param name="count">Destination channels, 1 to 12.</param>
    /// <param name="job">What it is made of.</param>
    /// <param name="rows">The rows that it reads.</param>
    /// <param name="masks">For each tap two vectors that say which numbers count; not looked at where all do.</param>
    /// <param name="destination">The first number of its first channel.</param>
    public static void Run<V, TSpan>(int count, in Job job, Row* rows, float* masks, float* destination)
        where V : struct, ILanes<V>
        where TSpan : struct, ISpan
    {
        switch (count)
        {
            case 1:
                Run<V, Counts.One, TSpan>(in job, rows, masks, destination);
                break;
            case 2:
                Run<V, Counts.Two, TSpan>(in job, rows, masks, destination);
                break;
            case 3:
                Run<V, Counts.Three, TSpan>(in job, rows, masks, destination);
                break;
            case 4:
                Run<V, Counts.Four, TSpan>(in job, rows, masks, destination);
                break;
            case 5:
                Run<V, Counts.Five, TSpan>(in job, rows, masks, destination);
                break;
            case 6:
                Run<V, Counts.Six, TSpan>(in job, rows, masks, destination);
                break;
            case 7:
                Run<V, Counts.Seven, TSpan>(in job, rows, masks, destination);
                break;
            case 8:
                Run<V, Counts.Eight, TSpan>(in job, rows, masks, destination);
                break;
            case 9:
                Run<V, Counts.Nine, TSpan>(in job, rows, masks, destination);
                break;
            case 10:
                Run<V, Counts.Ten, TSpan>(in job, rows, masks, destination);
                break;
            case 11:
                Run<V, Counts.Eleven, TSpan>(in job, rows, masks, destination);
                break;
            default:
                Run<V, Counts.Twelve, TSpan>(in job, rows, masks, destination);
                break;
        }
    }

    // The accumulators are named one by one because only then does each live in a register; what a constant rules out is not compiled.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, TRows, TSpan>(in Job job, Row* rows, float* masks, float* destination)
        where V : struct, ILanes<V>
        where TRows : struct, ICount
        where TSpan : struct, ISpan
    {
        V a0 = V.Create(job.Bias[0]), b0 = a0;
        V a1 = V.Create(job.Bias[TRows.Count > 1 ? 1 : 0]), b1 = a1;
        V a2 = V.Create(job.Bias[TRows.Count > 2 ? 2 : 0]), b2 = a2;
        V a3 = V.Create(job.Bias[TRows.Count > 3 ? 3 : 0]), b3 = a3;
        V a4 = V.Create(job.Bias[TRows.Count > 4 ? 4 : 0]), b4 = a4;
        V a5 = V.Create(job.Bias[TRows.Count > 5 ? 5 : 0]), b5 = a5;
        V a6 = V.Create(job.Bias[TRows.Count > 6 ? 6 : 0]), b6 = a6;
        V a7 = V.Create(job.Bias[TRows.Count > 7 ? 7 : 0]), b7 = a7;
        V a8 = V.Create(job.Bias[TRows.Count > 8 ? 8 : 0]), b8 = a8;
        V a9 = V.Create(job.Bias[TRows.Count > 9 ? 9 : 0]), b9 = a9;
        V a10 = V.Create(job.Bias[TRows.Count > 10 ? 10 : 0]), b10 = a10;
        V a11 = V.Create(job.Bias[TRows.Count > 11 ? 11 : 0]), b11 = a11;
        var (taps, column) = (job.Taps, job.Column);
        nint dilation = job.Dilation;
        var weights = job.Weights;
        for (Row* row = rows, last = rows + job.Rows; row < last; row++)
        {
            if (Sse.IsSupported)
            {
                var soon = row[Ahead].Numbers + column;
                Sse.Prefetch0(soon);
                Sse.Prefetch0(soon + 16);
                Sse.Prefetch0(soon + 32);
            }

            float* s = row->Numbers + column, m = masks, w = weights + (row->Tap * TRows.Count);
            for (var tap = 0; tap < taps; tap++)
            {
                V x = V.Load(s), y = x;
                if (TSpan.IsMasked)
                {
                    x = V.And(V.Load(m), x);
                }

                if (TSpan.IsPair)
                {
                    y = V.Load(s + V.Count);
                    if (TSpan.IsMasked)
                    {
                        y = V.And(V.Load(m + V.Count), y);
                    }
                }

                var k = V.Create(w[0]);
                a0 = V.MultiplyAdd(k, x, a0);
                if (TSpan.IsPair)
                {
                    b0 = V.MultiplyAdd(k, y, b0);
                }

                if (TRows.Count > 1)
                {
                    k = V.Create(w[1]);
                    a1 = V.MultiplyAdd(k, x, a1);
                    if (TSpan.IsPair)
                    {
                        b1 = V.MultiplyAdd(k, y, b1);
                    }
                }

                if (TRows.Count > 2)
                {
                    k = V.Create(w[2]);
                    a2 = V.MultiplyAdd(k, x, a2);
                    if (TSpan.IsPair)
                    {
                        b2 = V.MultiplyAdd(k, y, b2);
                    }
                }

                if (TRows.Count > 3)
                {
                    k = V.Create(w[3]);
                    a3 = V.MultiplyAdd(k, x, a3);
                    if (TSpan.IsPair)
                    {
                        b3 = V.MultiplyAdd(k, y, b3);
                    }
                }

                if (TRows.Count > 4)
                {
                    k = V.Create(w[4]);
                    a4 = V.MultiplyAdd(k, x, a4);
                    if (TSpan.IsPair)
                    {
                        b4 = V.MultiplyAdd(k, y, b4);
                    }
                }

                if (TRows.Count > 5)
                {
                    k = V.Create(w[5]);
                    a5 = V.MultiplyAdd(k, x, a5);
                    if (TSpan.IsPair)
                    {
                        b5 = V.MultiplyAdd(k, y, b5);
                    }
                }

                if (TRows.Count > 6)
                {
                    k = V.Create(w[6]);
                    a6 = V.MultiplyAdd(k, x, a6);
                    if (TSpan.IsPair)
                    {
                        b6 = V.MultiplyAdd(k, y, b6);
                    }
                }

                if (TRows.Count > 7)
                {
                    k = V.Create(w[7]);
                    a7 = V.MultiplyAdd(k, x, a7);
                    if (TSpan.IsPair)
                    {
                        b7 = V.MultiplyAdd(k, y, b7);
                    }
                }

                if (TRows.Count > 8)
                {
                    k = V.Create(w[8]);
                    a8 = V.MultiplyAdd(k, x, a8);
                    if (TSpan.IsPair)
                    {
                        b8 = V.MultiplyAdd(k, y, b8);
                    }
                }

                if (TRows.Count > 9)
                {
                    k = V.Create(w[9]);
                    a9 = V.MultiplyAdd(k, x, a9);
                    if (TSpan.IsPair)
                    {
                        b9 = V.MultiplyAdd(k, y, b9);
                    }
                }

                if (TRows.Count > 10)
                {
                    k = V.Create(w[10]);
                    a10 = V.MultiplyAdd(k, x, a10);
                    if (TSpan.IsPair)
                    {
                        b10 = V.MultiplyAdd(k, y, b10);
                    }
                }

                if (TRows.Count > 11)
                {
                    k = V.Create(w[11]);
                    a11 = V.MultiplyAdd(k, x, a11);
                    if (TSpan.IsPair)
                    {
                        b11 = V.MultiplyAdd(k, y, b11);
                    }
                }

                s += dilation;
                m += 2 * V.Count;
                w += TRows.Count;
            }
        }

        Store<V, TSpan>(a0, b0, destination);
        if (TRows.Count > 1)
        {
            Store<V, TSpan>(a1, b1, destination += job.Stride);
        }

        if (TRows.Count > 2)
        {
            Store<V, TSpan>(a2, b2, destination += job.Stride);
        }

        if (TRows.Count > 3)
        {
            Store<V, TSpan>(a3, b3, destination += job.Stride);
        }

        if (TRows.Count > 4)
        {
            Store<V, TSpan>(a4, b4, destination += job.Stride);
        }

        if (TRows.Count > 5)
        {
            Store<V, TSpan>(a5, b5, destination += job.Stride);
        }

        if (TRows.Count > 6)
        {
            Store<V, TSpan>(a6, b6, destination += job.Stride);
        }

        if (TRows.Count > 7)
        {
            Store<V, TSpan>(a7, b7, destination += job.Stride);
        }

        if (TRows.Count > 8)
        {
            Store<V, TSpan>(a8, b8, destination += job.Stride);
        }

        if (TRows.Count > 9)
        {
            Store<V, TSpan>(a9, b9, destination += job.Stride);
        }

        if (TRows.Count > 10)
        {
            Store<V, TSpan>(a10, b10, destination += job.Stride);
        }

        if (TRows.Count > 11)
        {
            Store<V, TSpan>(a11, b11, destination += job.Stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, TSpan>(V a, V b, float* destination)
        where V : struct, ILanes<V>
        where TSpan : struct, ISpan
    {
        V.Store(a, destination);
        if (TSpan.IsPair)
        {
            V.Store(b, destination + V.Count);
        }
    }

    /// <summary>What a tile spans: two vectors or one, within the rows or beyond their ends.</summary>
    public interface ISpan
    {
        /// <summary>Two vectors.</summary>
        static virtual bool IsPair => false;

        /// <summary>Beyond the ends.</summary>
        static virtual bool IsMasked => false;
    }

    /// <summary>Two vectors within the rows.</summary>
    public readonly struct Plain : ISpan
    {
        /// <inheritdoc/>
        public static bool IsPair => true;
    }

    /// <summary>Two vectors, of which some taps read beyond the ends.</summary>
    public readonly struct Masked : ISpan
    {
        /// <inheritdoc/>
        public static bool IsPair => true;

        /// <inheritdoc/>
        public static bool IsMasked => true;
    }

    /// <summary>The one vector that ends a row.</summary>
    public readonly struct MaskedHalf : ISpan
    {
        /// <inheritdoc/>
        public static bool IsMasked => true;
    }

    /// <summary>A row of the source.</summary>
    /// <param name="numbers">The number that its first tap reads for the first position of the strip.</param>
    /// <param name="tap">The number of that tap.</param>
    public readonly struct Row(float* numbers, int tap)
    {
        /// <summary>The number that its first tap reads for the first position of the strip.</summary>
        public float* Numbers { get; } = numbers;

        /// <summary>The number of that tap.</summary>
        public nint Tap { get; } = tap;
    }

    /// <summary>What a tile is made of.</summary>
    public struct Job
    {
        /// <summary>How many rows it reads.</summary>
        public int Rows { get; set; }

        /// <summary>Taps along a row.</summary>
        public int Taps { get; set; }

        /// <summary>Floats between two of them.</summary>
        public int Dilation { get; set; }

        /// <summary>The first position of the tile in the strip.</summary>
        public int Column { get; set; }

        /// <summary>Floats between two channels of the destination.</summary>
        public long Stride { get; set; }

        /// <summary>The weights of its channels, tap by tap.</summary>
        public float* Weights { get; set; }

        /// <summary>Their biases.</summary>
        public float* Bias { get; set; }
    }
}
