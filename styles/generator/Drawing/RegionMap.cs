using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>A canvas divided into labelled regions, with the distance of every pixel to the nearest border between two.</summary>
internal sealed class RegionMap
{
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _labels;
    private readonly float[] _distances;

    /// <summary>Labels every pixel of a canvas's size and measures the distances.</summary>
    /// <param name="canvas">Gives the size.</param>
    /// <param name="labelAt">The label at a point; pure.</param>
    public RegionMap(Canvas canvas, Func<Vector2, int> labelAt)
    {
        _width = canvas.Width;
        _height = canvas.Height;
        Unit = canvas.Unit;
        _labels = new int[_width * _height];
        Parallel.For(0, _height, y =>
        {
            for (var x = 0; x < _width; x++)
            {
                _labels[(y * _width) + x] = labelAt(canvas.PointAt(x, y));
            }
        });
        _distances = Measure();
    }

    private int Unit { get; }

    /// <summary>The label of the pixel at a point; the nearest for points outside.</summary>
    public int LabelAt(Vector2 p) => _labels[Index(p)];

    /// <summary>Distance from a point to the nearest border, with the long side 1.</summary>
    public float DistanceAt(Vector2 p) => _distances[Index(p)] / Unit;

    /// <summary>The direction away from the nearest border, averaged over a small neighbourhood; zero where it has none.</summary>
    public Vector2 AwayFromBorder(Vector2 p, float reach)
    {
        var sum = Vector2.Zero;
        for (var i = 0; i < 12; i++)
        {
            var way = Shapes.Direction(i * MathF.Tau / 12);
            sum += way * (DistanceAt(p + (way * reach)) + DistanceAt(p + (way * reach * 0.5f)));
        }

        return sum.LengthSquared() > 1e-14f ? Vector2.Normalize(sum) : Vector2.Zero;
    }

    private int Index(Vector2 p)
    {
        var x = Math.Clamp((int)(p.X * Unit), 0, _width - 1);
        var y = Math.Clamp((int)(p.Y * Unit), 0, _height - 1);
        return (y * _width) + x;
    }

    /// <summary>The exact Euclidean distance transform by lower envelopes of parabolas (Felzenszwalb and Huttenlocher 2012).</summary>
    private float[] Measure()
    {
        const float Far = 1e12f;
        var squared = new float[_labels.Length];
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var i = (y * _width) + x;
                var border = (x + 1 < _width && _labels[i] != _labels[i + 1]) || (y + 1 < _height && _labels[i] != _labels[i + _width]);
                squared[i] = border ? 0 : Far;
            }
        }

        Parallel.For(0, _width, x => Transform(squared, x, _width, _height));
        Parallel.For(0, _height, y => Transform(squared, y * _width, 1, _width));
        for (var i = 0; i < squared.Length; i++)
        {
            squared[i] = MathF.Sqrt(squared[i]);
        }

        return squared;
    }

    private static void Transform(float[] values, int start, int stride, int count)
    {
        var source = new float[count];
        for (var i = 0; i < count; i++)
        {
            source[i] = values[start + (i * stride)];
        }

        var places = new int[count];
        var bounds = new float[count + 1];
        var last = 0;
        bounds[0] = float.NegativeInfinity;
        bounds[1] = float.PositiveInfinity;
        for (var q = 1; q < count; q++)
        {
            var cross = Cross(q, places[last]);
            while (cross <= bounds[last])
            {
                last--;
                cross = Cross(q, places[last]);
            }

            last++;
            places[last] = q;
            bounds[last] = cross;
            bounds[last + 1] = float.PositiveInfinity;
        }

        var k = 0;
        for (var q = 0; q < count; q++)
        {
            while (bounds[k + 1] < q)
            {
                k++;
            }

            var offset = q - places[k];
            values[start + (q * stride)] = (offset * offset) + source[places[k]];
        }

        float Cross(int q, int p) =>
            (float)(((source[q] + ((double)q * q)) - (source[p] + ((double)p * p))) / (2.0 * (q - p)));
    }
}
