using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Tests.Artwork.Drawing;

public sealed class RegionMapTests
{
    [Fact]
    public void Distances_equal_those_of_a_search_over_all_border_pixels()
    {
        var canvas = new Canvas(41, 33);
        static int Label(Vector2 p) => (Vector2.Distance(p, new Vector2(0.4f)) < 0.25f ? 1 : 0) + (p.X > 0.7f ? 2 : 0);
        var regions = new RegionMap(canvas, Label);
        var borders = new List<Vector2>();
        for (var y = 0; y < 33; y++)
        {
            for (var x = 0; x < 41; x++)
            {
                var here = Label(canvas.PointAt(x, y));
                if ((x < 40 && Label(canvas.PointAt(x + 1, y)) != here) || (y < 32 && Label(canvas.PointAt(x, y + 1)) != here))
                {
                    borders.Add(new Vector2(x, y));
                }
            }
        }

        for (var y = 0; y < 33; y++)
        {
            for (var x = 0; x < 41; x++)
            {
                var expected = borders.Min(b => Vector2.Distance(b, new Vector2(x, y))) / 41;
                Assert.Equal(expected, regions.DistanceAt(canvas.PointAt(x, y)), 1e-5f);
            }
        }
    }
}
