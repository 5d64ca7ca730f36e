using System.Numerics;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Imaging;

/// <summary>
/// Changes the size of pictures and masks: separable, free of aliasing, the same to the bit with any number of threads.
/// </summary>
/// <remarks>
/// A new sample is computed as <c>s₀ + Σ wᵢ·(sᵢ − s₀)</c> with s₀ the middle source sample, which equals <c>Σ wᵢ·sᵢ</c> because
/// the weights sum to 1, and keeps a flat colour exactly flat although rounded weights sum to 1 only nearly.
/// Averages are taken over sRGB-encoded values and not over linear light: the feature networks were trained on pictures
/// made small that way, and see encoded values.
/// </remarks>
public static class Resampler
{
    // A fixed number of rows a work item, whatever the number of threads.
    private const int RowsPerItem = 16;

    /// <summary>Resizes a picture. Colours of a picture with alpha are weighed by it, so what is transparent does not bleed.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="filter">How samples are weighed.</param>
    /// <param name="workers">Threads to share the rows among, or null for the calling one alone.</param>
    /// <returns>A new picture; a plain copy where the size is the same. Ringing may leave 0 to 1 slightly; alpha stays in it.</returns>
    public static Picture Resize(
        Picture source, int width, int height, ResampleFilter filter = ResampleFilter.Lanczos3, WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == source.Width && height == source.Height)
        {
            return new Picture(width, height, [.. source.Samples], source.Alpha is null ? null : [.. source.Alpha]);
        }

        var result = new Picture(width, height, null, source.Alpha is null ? null : new float[checked(width * height)]);
        var axes = new Axes(source.Width, source.Height, width, height, filter);
        if (source.Alpha is null)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                axes.Resize(source.Samples.AsMemory(channel * source.PlaneLength), result.Samples.AsMemory(channel * result.PlaneLength), workers);
            }

            return result;
        }

        axes.Resize(source.Alpha, result.Alpha!, workers);
        var premultiplied = new float[source.PlaneLength];
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var plane = source.Plane(channel);
            for (var i = 0; i < premultiplied.Length; i++)
            {
                premultiplied[i] = plane[i] * source.Alpha[i];
            }

            axes.Resize(premultiplied, result.Samples.AsMemory(channel * result.PlaneLength), workers);
            var resized = result.Plane(channel);
            for (var i = 0; i < resized.Length; i++)
            {
                // Below half a level of 16 bits nothing is visible, and dividing would only enlarge rounding.
                resized[i] = result.Alpha![i] < 0.5f / 65535 ? 0 : resized[i] / result.Alpha[i];
            }
        }

        foreach (ref var alpha in result.Alpha.AsSpan())
        {
            alpha = Math.Clamp(alpha, 0, 1);
        }

        return result;
    }

    /// <summary>Resizes a single plane, such as a mask.</summary>
    /// <param name="plane"><c>height × width</c> samples.</param>
    /// <param name="width">Pixels across of the plane.</param>
    /// <param name="height">Pixels down of the plane.</param>
    /// <param name="newWidth">Pixels across wanted, 1 or more.</param>
    /// <param name="newHeight">Pixels down wanted, 1 or more.</param>
    /// <param name="filter">The exact area average unless told otherwise.</param>
    /// <param name="workers">Threads to share the rows among, or null for the calling one alone.</param>
    /// <returns>A new array.</returns>
    public static float[] ResizePlane(
        ReadOnlyMemory<float> plane,
        int width,
        int height,
        int newWidth,
        int newHeight,
        ResampleFilter filter = ResampleFilter.Box,
        WorkerPool? workers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newHeight, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)plane.Length, (long)width * height, nameof(plane));
        if ((width, height) == (newWidth, newHeight))
        {
            return plane.ToArray();
        }

        var result = new float[checked(newWidth * newHeight)];
        new Axes(width, height, newWidth, newHeight, filter).Resize(plane, result, workers);
        return result;
    }

    /// <summary>The size with a given long side and the same proportions: the short side is rounded to the nearest, at least 1.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="longSide">The longer of the two sides wanted, 1 or more.</param>
    public static (int Width, int Height) Fit(int width, int height, int longSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(longSide, 1);
        return width >= height ? (longSide, Short(height, width)) : (Short(width, height), longSide);

        // Whole numbers, so that a half is a half: (2·short·longSide + long) / (2·long), rounded down.
        int Short(long small, long large) => (int)Math.Max(1, ((2 * small * longSide) + large) / (2 * large));
    }

    /// <summary>The two weight tables of a change of size, shared by all planes.</summary>
    private sealed class Axes(int width, int height, int newWidth, int newHeight, ResampleFilter filter)
    {
        private readonly ResampleWeights? _down = newHeight == height ? null : new(height, newHeight, filter);
        private readonly ResampleWeights? _across = newWidth == width ? null : new(width, newWidth, filter);
        private readonly float[] _between = new float[checked((long)width * newHeight)];

        // Down first: that direction is the vectorised one, and the more there is to do in it, the better.
        public void Resize(ReadOnlyMemory<float> source, Memory<float> destination, WorkerPool? workers)
        {
            if (_down is null)
            {
                Run(new AcrossWork(source, width, destination, newWidth, newHeight, _across!), newHeight, workers);
            }
            else if (_across is null)
            {
                Run(new DownWork(source, width, destination, newHeight, _down), newHeight, workers);
            }
            else
            {
                Run(new DownWork(source, width, _between, newHeight, _down), newHeight, workers);
                Run(new AcrossWork(_between, width, destination, newWidth, newHeight, _across), newHeight, workers);
            }
        }

        private static void Run<TWork>(TWork work, int rows, WorkerPool? workers)
            where TWork : struct, IWork
        {
            var items = (rows + RowsPerItem - 1) / RowsPerItem;
            if (workers is not null)
            {
                workers.Run(work, items);
                return;
            }

            for (var item = 0; item < items; item++)
            {
                work.Do(item, worker: 0);
            }
        }
    }

    private readonly struct DownWork(
        ReadOnlyMemory<float> source, int width, Memory<float> destination, int height, ResampleWeights table) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var y = item * RowsPerItem; y < Math.Min(height, (item + 1) * RowsPerItem); y++)
            {
                var rows = source.Span.Slice(table.First(y) * width, table.Taps * width);
                Combine(rows, width, table.Of(y), destination.Span.Slice(y * width, width));
            }
        }

        private static void Combine(ReadOnlySpan<float> rows, int width, ReadOnlySpan<float> weights, Span<float> destination)
        {
            var middle = rows.Slice(weights.Length / 2 * width, width);
            var x = 0;
            for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
            {
                var origin = new Vector<float>(middle[x..]);
                var sum = Vector<float>.Zero;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    sum += (new Vector<float>(rows[((tap * width) + x)..]) - origin) * weights[tap];
                }

                (origin + sum).CopyTo(destination[x..]);
            }

            for (; x < width; x++)
            {
                var sum = 0f;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    sum += (rows[(tap * width) + x] - middle[x]) * weights[tap];
                }

                destination[x] = middle[x] + sum;
            }
        }
    }

    private readonly struct AcrossWork(
        ReadOnlyMemory<float> source, int width, Memory<float> destination, int newWidth, int height, ResampleWeights table) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var y = item * RowsPerItem; y < Math.Min(height, (item + 1) * RowsPerItem); y++)
            {
                var row = source.Span.Slice(y * width, width);
                var resized = destination.Span.Slice(y * newWidth, newWidth);
                for (var x = 0; x < newWidth; x++)
                {
                    var samples = row.Slice(table.First(x), table.Taps);
                    var weights = table.Of(x);
                    var origin = samples[samples.Length / 2];
                    var sum = 0f;
                    for (var tap = 0; tap < weights.Length; tap++)
                    {
                        sum += (samples[tap] - origin) * weights[tap];
                    }

                    resized[x] = origin + sum;
                }
            }
        }
    }
}
