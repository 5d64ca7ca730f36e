using StyleForge.Training.Pictures;

namespace StyleForge.Training.Crops;

/// <summary>How much there is to see in any window of a picture: how far neighbouring greens differ, in levels of 255 on average.</summary>
internal sealed class DetailMap
{
    private const int Cell = 16;

    // Sums over all cells above and left of a corner.
    private readonly float[] _sums;
    private readonly int _across;
    private readonly int _down;

    /// <summary>Looks at every second row.</summary>
    public DetailMap(TrainingPicture picture)
    {
        _across = Math.Max(1, picture.Width / Cell);
        _down = Math.Max(1, picture.Height / Cell);
        _sums = new float[(_across + 1) * (_down + 1)];
        for (var row = 0; row < _down; row++)
        {
            var left = 0f;
            for (var column = 0; column < _across; column++)
            {
                left += Of(picture, column * Cell, row * Cell);
                _sums[((row + 1) * (_across + 1)) + column + 1] = _sums[(row * (_across + 1)) + column + 1] + left;
            }
        }
    }

    /// <summary>The detail of a square window, to the nearest cells of 16×16 pixels.</summary>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The upper edge.</param>
    /// <param name="side">The side.</param>
    public float In(double x, double y, double side)
    {
        var (left, right) = Span(x, side, _across);
        var (top, bottom) = Span(y, side, _down);
        var sum = At(bottom, right) - At(top, right) - At(bottom, left) + At(top, left);
        return sum / ((right - left) * (bottom - top));
    }

    private static (int First, int End) Span(double start, double length, int cells)
    {
        var first = Math.Clamp((int)Math.Round(start / Cell), 0, cells - 1);
        return (first, Math.Clamp((int)Math.Round((start + length) / Cell), first + 1, cells));
    }

    private static float Of(TrainingPicture picture, int left, int top)
    {
        var right = Math.Min(left + Cell, picture.Width - 1);
        var bottom = Math.Min(top + Cell, picture.Height - 1);
        var stride = picture.Width * TrainingPicture.Channels;
        int sum = 0, count = 0;
        for (var y = top; y < bottom; y += 2)
        {
            var row = picture.Samples.AsSpan((y * stride) + 1);
            for (var x = left; x < right; x++, count += 2)
            {
                var own = row[x * TrainingPicture.Channels];
                sum += Math.Abs(own - row[(x + 1) * TrainingPicture.Channels]) + Math.Abs(own - row[(x * TrainingPicture.Channels) + stride]);
            }
        }

        return sum / (float)Math.Max(1, count);
    }

    private float At(int row, int column) => _sums[(row * (_across + 1)) + column];
}
