using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>
/// The five row filters (PNG, 9.2): a byte is stored as its difference from a prediction out of a, the byte one pixel
/// before, b, the byte above, and c, the one above a.
/// </summary>
internal static class PngFilter
{
    /// <summary>Bytes beyond its end that a row to be unfiltered must have, so that a pixel can always be read as 8 bytes.</summary>
    public const int Slack = 8;

    /// <summary>How many filters there are; they are numbered from 0.</summary>
    public const int Count = 5;

    private const int None = 0;
    private const int Sub = 1;
    private const int Up = 2;
    private const int Average = 3;
    private const int Paeth = 4;

    /// <summary>Restores a row.</summary>
    /// <param name="filter">The row's filter byte.</param>
    /// <param name="raw">The filtered row and <see cref="Slack"/>.</param>
    /// <param name="previous">The restored row above and <see cref="Slack"/>; zero for the first row.</param>
    /// <param name="current">Receives the restored row; its slack is overwritten. Not the same memory as the others.</param>
    /// <param name="length">Bytes of the row.</param>
    /// <param name="step">Bytes of a pixel, 1 to 8.</param>
    /// <exception cref="ImageFormatException">There is no such filter.</exception>
    public static void Undo(int filter, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> previous, Span<byte> current, int length, int step)
    {
        switch (filter)
        {
            case None:
                raw[..length].CopyTo(current);
                break;
            case Sub:
                raw[..step].CopyTo(current);
                for (var i = step; i < length; i++)
                {
                    current[i] = (byte)(raw[i] + current[i - step]);
                }

                break;
            case Up:
                UndoUp(raw[..length], previous[..length], current[..length]);
                break;
            case Average:
                for (var i = 0; i < step; i++)
                {
                    current[i] = (byte)(raw[i] + (previous[i] >> 1));
                }

                for (var i = step; i < length; i++)
                {
                    current[i] = (byte)(raw[i] + ((current[i - step] + previous[i]) >> 1));
                }

                break;
            case Paeth:
                UndoPaeth(raw, previous, current, length, step);
                break;
            default:
                throw new ImageFormatException($"is damaged: a row has the PNG filter {filter}, and there are 0 to {Count - 1}");
        }
    }

    /// <summary>Filters a row.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row.</param>
    /// <param name="previous">The row above; zero for the first row.</param>
    /// <param name="destination">Receives as many bytes as the row has.</param>
    /// <param name="step">Bytes of a pixel, 1 to 8.</param>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> previous, Span<byte> destination, int step)
    {
        // The first pixel has nothing before it: a and c are zero, and so Paeth predicts b.
        for (var i = 0; i < step; i++)
        {
            var prediction = filter switch { Up or Paeth => previous[i], Average => previous[i] >> 1, _ => 0 };
            destination[i] = (byte)(row[i] - prediction);
        }

        switch (filter)
        {
            case None:
                row.CopyTo(destination);
                break;
            case Sub:
                Apply<SubPrediction>(row, previous, destination, step);
                break;
            case Up:
                Apply<UpPrediction>(row, previous, destination, step);
                break;
            case Average:
                Apply<AveragePrediction>(row, previous, destination, step);
                break;
            default:
                Apply<PaethPrediction>(row, previous, destination, step);
                break;
        }
    }

    /// <summary>Sum of the filtered bytes, each taken as a signed number without its sign: small where a row compresses well.</summary>
    public static long Cost(ReadOnlySpan<byte> filtered)
    {
        var sum = 0L;
        var i = 0;
        while (i <= filtered.Length - Vector<byte>.Count)
        {
            // A lane of 16 bits takes two magnitudes of at most 128 a round: 200 rounds stay below 65 536.
            var lanes = Vector<ushort>.Zero;
            var end = Math.Min(filtered.Length - Vector<byte>.Count, i + (200 * Vector<byte>.Count));
            for (; i <= end; i += Vector<byte>.Count)
            {
                var bytes = new Vector<byte>(filtered[i..]);
                Vector.Widen(Vector.Min(bytes, Vector<byte>.Zero - bytes), out var low, out var high);
                lanes += low + high;
            }

            Vector.Widen(lanes, out var first, out var second);
            sum += Vector.Sum(first + second);
        }

        for (; i < filtered.Length; i++)
        {
            sum += Math.Min(filtered[i], 256 - filtered[i]);
        }

        return sum;
    }

    private static void Apply<TPrediction>(ReadOnlySpan<byte> row, ReadOnlySpan<byte> previous, Span<byte> destination, int step)
        where TPrediction : struct, IPrediction
    {
        var width = Vector128<byte>.Count;
        var i = step;
        for (; i <= row.Length - width; i += width)
        {
            var a = Vector128.Create(row[(i - step)..]);
            var b = Vector128.Create(previous[i..]);
            var c = Vector128.Create(previous[(i - step)..]);
            (Vector128.Create(row[i..]) - TPrediction.Predict(a, b, c)).CopyTo(destination[i..]);
        }

        for (; i < row.Length; i++)
        {
            var prediction = TPrediction.Predict(
                Vector128.CreateScalar(row[i - step]), Vector128.CreateScalar(previous[i]), Vector128.CreateScalar(previous[i - step]));
            destination[i] = (byte)(row[i] - prediction.ToScalar());
        }
    }

    private static void UndoUp(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> previous, Span<byte> current)
    {
        var i = 0;
        for (; i <= raw.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(raw[i..]) + new Vector<byte>(previous[i..])).CopyTo(current[i..]);
        }

        for (; i < raw.Length; i++)
        {
            current[i] = (byte)(raw[i] + previous[i]);
        }
    }

    // A pixel depends on the one before it, so the lanes of the vector are the bytes of one pixel. The lanes beyond the
    // pixel hold bytes of the next one: what is written there is overwritten in the next round.
    private static void UndoPaeth(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> previous, Span<byte> current, int length, int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(raw.Length, Math.Min(previous.Length, current.Length)), length + Slack, nameof(length));
        ref var x = ref MemoryMarshal.GetReference(raw);
        ref var above = ref MemoryMarshal.GetReference(previous);
        ref var restored = ref MemoryMarshal.GetReference(current);
        var a = Vector128<byte>.Zero;
        var c = Vector128<byte>.Zero;
        for (var i = 0; i < length; i += step)
        {
            var b = Pixel(ref above, i);
            a = Pixel(ref x, i) + PaethPrediction.Predict(a, b, c);
            c = b;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref restored, i), a.AsUInt64().ToScalar());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pixel(ref byte row, int i) =>
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, i))).AsByte();

    private interface IPrediction
    {
        static abstract Vector128<byte> Predict(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c);
    }

    private readonly struct SubPrediction : IPrediction
    {
        public static Vector128<byte> Predict(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) => a;
    }

    private readonly struct UpPrediction : IPrediction
    {
        public static Vector128<byte> Predict(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) => b;
    }

    private readonly struct AveragePrediction : IPrediction
    {
        // floor((a + b) / 2) without a ninth bit: what both have, and half of what one of them has.
        public static Vector128<byte> Predict(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) => (a & b) + ((a ^ b) >>> 1);
    }

    private readonly struct PaethPrediction : IPrediction
    {
        /// <summary>The one of a, b, c that is nearest to p = a + b − c; of equally near ones the first.</summary>
        /// <remarks>
        /// |p − a| = |b − c| and |p − b| = |a − c|. |p − c| is their sum where a and b lie on the same side of c, and then
        /// never the smallest, so 255 stands for it; otherwise it is their difference. So 8 bits are enough.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Predict(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
        {
            var toA = Vector128.Max(b, c) - Vector128.Min(b, c);
            var toB = Vector128.Max(a, c) - Vector128.Min(a, c);
            var sameSide = ~(Vector128.Equals(Vector128.Min(a, c), a) ^ Vector128.Equals(Vector128.Min(b, c), b));
            var toC = (Vector128.Max(toA, toB) - Vector128.Min(toA, toB)) | sameSide;
            var nearest = Vector128.Min(toA, Vector128.Min(toB, toC));
            return Vector128.ConditionalSelect(
                Vector128.Equals(nearest, toA), a, Vector128.ConditionalSelect(Vector128.Equals(nearest, toB), b, c));
        }
    }
}
