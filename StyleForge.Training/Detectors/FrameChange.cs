using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Training.Detectors;

/// <summary>How a frame is changed by chance, and what lies on it with it: mirrored, enlarged or reduced around its middle, moved, recoloured.</summary>
internal sealed class FrameChange
{
    private const float Grey = 0.5f;

    private readonly int _width;
    private readonly int _height;
    private readonly double _zoom;
    private readonly double _acrossZoom;
    private readonly double _across;
    private readonly double _down;
    private readonly (float Factor, float Added)[] _colours;

    /// <summary>Draws a change.</summary>
    /// <param name="width">Pixels across of the frame.</param>
    /// <param name="height">Pixels down of the frame.</param>
    /// <param name="recipe">How far it goes.</param>
    /// <param name="random">Decides.</param>
    public FrameChange(int width, int height, DetectorRecipe recipe, SplitMix64 random)
    {
        (_width, _height) = (width, height);
        _zoom = Math.Pow(recipe.Zoom, (2 * random.NextDouble()) - 1);
        IsMirrored = recipe.Mirrors && random.NextDouble() < 0.5;
        _acrossZoom = IsMirrored ? -_zoom : _zoom;
        (_across, _down) = (Around(recipe.Shift) * width, Around(recipe.Shift) * height);
        _colours = new (float, float)[Picture.Channels];
        for (var channel = 0; channel < _colours.Length; channel++)
        {
            _colours[channel] = ((float)(1 + Around(recipe.Colour)), (float)Around(recipe.Colour / 2));
        }

        double Around(double most) => most * ((2 * random.NextDouble()) - 1);
    }

    /// <summary>True where left and right change places.</summary>
    public bool IsMirrored { get; }

    /// <summary>Where a place of the frame comes to lie.</summary>
    /// <param name="x">Pixels from the left edge.</param>
    /// <param name="y">Pixels from the upper edge.</param>
    public (double X, double Y) Move(double x, double y) =>
        (((x - (_width / 2.0)) * _acrossZoom) + (_width / 2.0) + _across, ((y - (_height / 2.0)) * _zoom) + (_height / 2.0) + _down);

    /// <summary>Where a box of the frame comes to lie, beyond its edges too.</summary>
    public Box Move(Box box)
    {
        var (one, top) = Move(box.Left, box.Top);
        var (other, bottom) = Move(box.Right, box.Bottom);
        return new Box(Math.Min(one, other), top, Math.Max(one, other), bottom);
    }

    /// <summary>Draws the changed frame: each pixel from where it was, bilinear. Beyond the edge is grey, as around a picture of another shape.</summary>
    /// <param name="from"><c>(3, height, width)</c>, 0 to 1.</param>
    /// <param name="to">The same shape, overwritten.</param>
    public void Draw(float[] from, Span<float> to)
    {
        // Every row reads the same columns.
        var columns = new (int Left, float Right)[_width];
        for (var x = 0; x < _width; x++)
        {
            var column = ((x + 0.5 - (_width / 2.0) - _across) / _acrossZoom) + (_width / 2.0) - 0.5;
            var left = (int)Math.Floor(column);
            columns[x] = (left, (float)(column - left));
        }

        for (var y = 0; y < _height; y++)
        {
            var row = ((y + 0.5 - (_height / 2.0) - _down) / _zoom) + (_height / 2.0) - 0.5;
            var top = (int)Math.Floor(row);
            for (var channel = 0; channel < _colours.Length; channel++)
            {
                DrawRow(columns, Row(from, channel, top), Row(from, channel, top + 1), (float)(row - top), _colours[channel], to.Slice(((channel * _height) + y) * _width, _width));
            }
        }
    }

    // Of two rows that are read; an empty one is beyond the edge.
    private static void DrawRow((int Left, float Right)[] columns, ReadOnlySpan<float> above, ReadOnlySpan<float> under, float below, (float Factor, float Added) colour, Span<float> to)
    {
        for (var x = 0; x < to.Length; x++)
        {
            var (left, right) = columns[x];
            var upper = At(above, left) + ((At(above, left + 1) - At(above, left)) * right);
            var lower = At(under, left) + ((At(under, left + 1) - At(under, left)) * right);
            to[x] = Math.Clamp(((upper + ((lower - upper) * below)) * colour.Factor) + colour.Added, 0, 1);
        }
    }

    private static float At(ReadOnlySpan<float> row, int x) => (uint)x < (uint)row.Length ? row[x] : Grey;

    private ReadOnlySpan<float> Row(float[] frame, int channel, int y) => y >= 0 && y < _height ? frame.AsSpan(((channel * _height) + y) * _width, _width) : [];
}
