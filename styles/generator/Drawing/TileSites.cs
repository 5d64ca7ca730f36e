using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>
/// Square tiles packed along a direction field: centroidal Voronoi cells under a turned Manhattan-like metric, after Hausner,
/// "Simulating Decorative Mosaics" (2001). The metric here is the maximum norm, whose unit ball is the tile itself.
/// </summary>
internal sealed class TileSites
{
    private readonly Vector2[] _centres;
    private readonly Vector2[] _ways;
    private readonly Func<Vector2, Vector2> _wayAt;
    private readonly float _pitch;
    private readonly Vector2 _extent;
    private readonly int _columns;
    private readonly int _rows;
    private readonly List<int>[] _buckets;

    /// <summary>Scatters one tile a pitch × pitch square, then lets them settle.</summary>
    /// <param name="extent">The far corner of the plane to cover.</param>
    /// <param name="pitch">Side of a tile with its grout.</param>
    /// <param name="wayAt">Unit direction that tiles align with.</param>
    /// <param name="rounds">Steps of Lloyd's relaxation.</param>
    /// <param name="random">Scatters.</param>
    public TileSites(Vector2 extent, float pitch, Func<Vector2, Vector2> wayAt, int rounds, SeededRandom random)
    {
        _pitch = pitch;
        _wayAt = wayAt;
        _extent = extent;
        _columns = (int)MathF.Ceiling(extent.X / pitch) + 2;
        _rows = (int)MathF.Ceiling(extent.Y / pitch) + 2;
        _buckets = [.. Enumerable.Range(0, _columns * _rows).Select(_ => new List<int>())];
        _centres = new Vector2[_columns * _rows];
        for (var i = 0; i < _centres.Length; i++)
        {
            _centres[i] = new Vector2((i % _columns) - 0.5f + random.Range(-0.4f, 0.4f), (i / _columns) - 0.5f + random.Range(-0.4f, 0.4f)) * pitch;
        }

        _ways = new Vector2[_centres.Length];
        Index();
        for (var round = 0; round < rounds; round++)
        {
            Relax();
        }
    }

    /// <summary>Number of tiles.</summary>
    public int Count => _centres.Length;

    /// <summary>The middle of a tile.</summary>
    public Vector2 Centre(int tile) => _centres[tile];

    /// <summary>The direction of a tile's side.</summary>
    public Vector2 Way(int tile) => _ways[tile];

    /// <summary>The tile at a point, how far the point lies from its middle, and from the middle of the next nearest.</summary>
    public (int Tile, float Nearest, float Second) Find(Vector2 p)
    {
        var column = (int)MathF.Floor(p.X / _pitch) + 1;
        var row = (int)MathF.Floor(p.Y / _pitch) + 1;
        var (tile, nearest, second) = (0, float.MaxValue, float.MaxValue);
        for (var j = Math.Max(0, row - 2); j <= Math.Min(_rows - 1, row + 2); j++)
        {
            for (var i = Math.Max(0, column - 2); i <= Math.Min(_columns - 1, column + 2); i++)
            {
                foreach (var candidate in _buckets[(j * _columns) + i])
                {
                    var distance = Distance(p, candidate);
                    if (distance < nearest)
                    {
                        (tile, nearest, second) = (candidate, distance, nearest);
                    }
                    else if (distance < second)
                    {
                        second = distance;
                    }
                }
            }
        }

        return (tile, nearest, second);
    }

    private float Distance(Vector2 p, int tile)
    {
        var offset = p - _centres[tile];
        var way = _ways[tile];
        return MathF.Max(MathF.Abs(Vector2.Dot(offset, way)), MathF.Abs((offset.X * way.Y) - (offset.Y * way.X)));
    }

    private void Relax()
    {
        const int Samples = 5;
        var sums = new Vector2[_centres.Length];
        var counts = new int[_centres.Length];
        var step = _pitch / Samples;
        for (var y = -_pitch; y < _extent.Y + _pitch; y += step)
        {
            for (var x = -_pitch; x < _extent.X + _pitch; x += step)
            {
                var p = new Vector2(x, y);
                var tile = Find(p).Tile;
                sums[tile] += p;
                counts[tile]++;
            }
        }

        for (var i = 0; i < _centres.Length; i++)
        {
            if (counts[i] > 0)
            {
                _centres[i] = sums[i] / counts[i];
            }
        }

        Index();
    }

    private void Index()
    {
        foreach (var bucket in _buckets)
        {
            bucket.Clear();
        }

        for (var i = 0; i < _centres.Length; i++)
        {
            var column = Math.Clamp((int)MathF.Floor(_centres[i].X / _pitch) + 1, 0, _columns - 1);
            var row = Math.Clamp((int)MathF.Floor(_centres[i].Y / _pitch) + 1, 0, _rows - 1);
            _buckets[(row * _columns) + column].Add(i);
            _ways[i] = _wayAt(_centres[i]);
        }
    }
}
