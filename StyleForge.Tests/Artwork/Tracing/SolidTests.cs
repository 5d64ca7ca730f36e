using System.Numerics;
using StyleForge.Artwork.Tracing;

namespace StyleForge.Tests.Artwork.Tracing;

public sealed class SolidTests
{
    private static readonly Material Grey = new(MaterialKind.Matte, PatternKind.Plain, [new Vector3(0.5f)], 1, 0, 0, 0);

    [Fact]
    public void A_ball_is_met_in_front_and_from_inside()
    {
        var ball = new SphereSolid(new Vector3(0, 0, 5), 2) { Material = Grey };

        Assert.True(ball.Meet(new Ray(Vector3.Zero, Vector3.UnitZ), 1e-3f, 1e5f, out var front));
        Assert.Equal(3, front.Distance, 1e-5f);
        Assert.Equal(-Vector3.UnitZ, front.Normal);
        Assert.True(ball.Meet(new Ray(new Vector3(0, 0, 5), Vector3.UnitZ), 1e-3f, 1e5f, out var back));
        Assert.Equal(2, back.Distance, 1e-5f);
        Assert.False(ball.Meet(new Ray(Vector3.Zero, Vector3.UnitY), 1e-3f, 1e5f, out _));
    }

    [Fact]
    public void A_turned_box_is_met_on_its_corner()
    {
        var box = ConvexSolid.Box(new Vector3(0, -1, 5), new Vector3(2, 2, 2), MathF.PI / 4, Grey);

        Assert.True(box.Meet(new Ray(new Vector3(0.01f, 0, 0), Vector3.UnitZ), 1e-3f, 1e5f, out var hit));
        Assert.Equal(5 - MathF.Sqrt(2) + 0.01f, hit.Distance, 1e-3f);
        Assert.Equal(1, hit.Normal.Length(), 1e-5f);
    }

    [Fact]
    public void A_lathe_with_a_straight_outline_is_a_cylinder()
    {
        Vector2[] outline = [new(0, 0), new(1.5f, 0), new(1.5f, 4), new(0, 4)];
        var tower = new LatheSolid(new Vector3(0, 0, 10), 1, outline, 0) { Material = Grey };

        Assert.True(tower.Meet(new Ray(new Vector3(0.6f, 2, 0), Vector3.UnitZ), 1e-3f, 1e5f, out var hit));
        // Marching stops 1e-4 + 2e-5 a metre before the surface.
        Assert.Equal(10 - MathF.Sqrt((1.5f * 1.5f) - 0.36f), hit.Distance, 1e-3f);
        Assert.False(tower.Meet(new Ray(new Vector3(1.6f, 2, 0), Vector3.UnitZ), 1e-3f, 1e5f, out _));
        Assert.True(tower.Meet(new Ray(new Vector3(0, 9, 10), -Vector3.UnitY), 1e-3f, 1e5f, out var top));
        Assert.Equal(5, top.Distance, 1e-3f);
    }

    [Fact]
    public void The_tree_finds_what_a_search_over_all_solids_finds()
    {
        var random = new StyleForge.Artwork.Drawing.SeededRandom(3);
        Vector3 Somewhere() => new(random.Range(-9f, 9f), random.Range(-9f, 9f), random.Range(-9f, 9f));
        Solid[] balls = [.. Enumerable.Range(0, 80).Select(_ => new SphereSolid(Somewhere(), random.Range(0.2f, 1.5f)) { Material = Grey })];
        var tree = new SolidTree(balls);
        var meetings = 0;
        for (var i = 0; i < 500; i++)
        {
            var origin = Somewhere() * 2;
            var ray = new Ray(origin, Vector3.Normalize(Somewhere() - origin));
            var nearest = float.PositiveInfinity;
            foreach (var ball in balls)
            {
                nearest = ball.Meet(ray, 1e-3f, nearest, out var hit) ? hit.Distance : nearest;
            }

            var to = 1e5f;
            var found = default(Hit);
            Assert.Equal(float.IsFinite(nearest), tree.Meet(ray, 1e-3f, ref to, ref found));
            if (float.IsFinite(nearest))
            {
                Assert.Equal(nearest, found.Distance);
                meetings++;
            }
        }

        Assert.InRange(meetings, 50, 499);
    }
}
