using System.Numerics;

namespace StyleForge.Engine.Training;

/// <summary>The pixels of a crop, straight from a picture's bytes: averaged over areas where it shrinks, bilinear where it grows.</summary>
internal static class CropPixels
{
    /// <summary>How many permutations the colour channels have.</summary>
    public const int Orders = 6;

    private const int Channels = TrainingPicture.Channels;

    // Which channel of the picture each channel of the crop shows.
    private static ReadOnlySpan<byte> Permutations => [0, 1, 2, 0, 2, 1, 1, 0, 2, 1, 2, 0, 2, 0, 1, 2, 1, 0];

    /// <summary>Writes a crop.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="choice">Which part of it, and how.</param>
    /// <param name="side">Pixels of the crop's side.</param>
    /// <param name="destination"><c>3 · side · side</c>, overwritten.</param>
    /// <exception cref="ArgumentException">The choice leaves the picture.</exception>
    public static void Write(TrainingPicture picture, in CropChoice choice, int side, Span<float> destination)
    {
        var window = side / choice.Scale;
        // A window as wide as the picture may come out a rounding wider.
        const double Slack = 1e-6;
        if (!(choice.Scale >= CropOptions.ScaleLimit && choice.X >= 0 && choice.Y >= 0
            && choice.X + window <= picture.Width + Slack && choice.Y + window <= picture.Height + Slack))
        {
            throw new ArgumentException($"A crop of {choice} with a side of {side} leaves its picture of {picture.Width}×{picture.Height}.", nameof(choice));
        }

        var taps = CropTaps.Count(choice.Scale);
        Span<int> firstAcross = stackalloc int[side];
        Span<int> firstDown = stackalloc int[side];
        Span<float> across = stackalloc float[side * taps];
        Span<float> down = stackalloc float[side * taps];
        CropTaps.Fill(choice.X, choice.Scale, picture.Width, firstAcross, across);
        CropTaps.Fill(choice.Y, choice.Scale, picture.Height, firstDown, down);

        var left = firstAcross[0];
        var right = Math.Min(firstAcross[^1] + taps, picture.Width);
        Span<float> row = stackalloc float[(right - left) * Channels];
        var colours = new CropColours(choice);
        var order = Permutations.Slice(choice.Order * Channels, Channels);
        var plane = side * side;
        var red = destination[..plane];
        var green = destination.Slice(plane, plane);
        var blue = destination.Slice(2 * plane, plane);
        for (var y = 0; y < side; y++)
        {
            var from = picture.Samples.AsSpan(((firstDown[y] * picture.Width) + left) * Channels);
            Combine(from, picture.Width * Channels, down.Slice(y * taps, taps), row);
            var (to, step) = Place(choice, side, y);
            for (var x = 0; x < side; x++, to += step)
            {
                var weights = across.Slice(x * taps, taps);
                var samples = row[((firstAcross[x] - left) * Channels)..];
                float first = 0, second = 0, third = 0;
                for (var tap = 0; tap < weights.Length && weights[tap] != 0; tap++)
                {
                    var weight = weights[tap];
                    first += weight * samples[(tap * Channels) + order[0]];
                    second += weight * samples[(tap * Channels) + order[1]];
                    third += weight * samples[(tap * Channels) + order[2]];
                }

                colours.Apply(ref first, ref second, ref third);
                red[to] = first;
                green[to] = second;
                blue[to] = third;
            }
        }
    }

    // Where the first pixel of a row goes, and how far it is to the next: mirrored, then turned against the clock.
    private static (int To, int Step) Place(in CropChoice choice, int side, int y)
    {
        var last = side - 1;
        var (to, step) = choice.Turns switch
        {
            0 => (y * side, 1),
            1 => ((last * side) + y, -side),
            2 => ((last * side) + last - (y * side), -1),
            _ => (last - y, side),
        };
        return choice.Mirror ? (to + (last * step), -step) : (to, step);
    }

    // The weighted sum of rows of bytes, in samples from 0 to 1.
    private static void Combine(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<float> weights, Span<float> destination)
    {
        destination.Clear();
        for (var tap = 0; tap < weights.Length && weights[tap] != 0; tap++)
        {
            var weight = weights[tap] / byte.MaxValue;
            var row = rows.Slice(tap * stride, destination.Length);
            var i = 0;
            for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
                Add(low, weight, destination[i..]);
                Add(high, weight, destination[(i + Vector<ushort>.Count)..]);
            }

            for (; i < row.Length; i++)
            {
                destination[i] += row[i] * weight;
            }
        }
    }

    private static void Add(Vector<ushort> levels, float weight, Span<float> destination)
    {
        Vector.Widen(levels, out var low, out var high);
        (new Vector<float>(destination) + (Vector.ConvertToSingle(low) * weight)).CopyTo(destination);
        var rest = destination[Vector<float>.Count..];
        (new Vector<float>(rest) + (Vector.ConvertToSingle(high) * weight)).CopyTo(rest);
    }
}
