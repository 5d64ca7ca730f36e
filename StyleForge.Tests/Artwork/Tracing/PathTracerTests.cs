using System.Numerics;
using StyleForge.Artwork.Tracing;

namespace StyleForge.Tests.Artwork.Tracing;

public sealed class PathTracerTests
{
    [Theory]
    [InlineData(0.2f)]
    [InlineData(0.8f)]
    public void A_matte_ball_under_an_even_sky_shows_its_reflectance(float reflectance)
    {
        var pixel = Trace(MaterialKind.Matte, reflectance);

        // Every path leaves the convex ball at once, so the estimate has no variance; the coat of 2e-3 is rounding.
        Assert.Equal(reflectance, pixel.Light.X, 2e-3f);
        Assert.Equal(reflectance, pixel.Reflectance.X, 1e-4f);
    }

    [Theory]
    [InlineData((int)MaterialKind.Gloss)]
    [InlineData((int)MaterialKind.Glass)]
    [InlineData((int)MaterialKind.Metal)]
    public void A_white_ball_under_an_even_sky_is_as_bright_as_the_sky(int kind)
    {
        // A furnace: nothing is absorbed, so nothing may be lost or won. Roulette and the cut at eight bounces cost glass a little.
        Assert.Equal(1, Trace((MaterialKind)kind, 1).Light.X, 0.02f);
    }

    private static Sample Trace(MaterialKind kind, float reflectance)
    {
        var material = new Material(kind, PatternKind.Plain, [new Vector3(reflectance)], 1, 0, 0, 0);
        var sky = new Sky { Sun = Vector3.UnitY, SunLight = Vector3.Zero, Zenith = Vector3.One, Horizon = Vector3.One, Clouds = 0, CloudLight = Vector3.One, Haze = 0 };
        var camera = new Camera(new Vector3(0, 0, 5), Vector3.Zero, 10, 0, 5);
        var scene = new Scene(camera, sky, [], [new SphereSolid(Vector3.Zero, 1) { Material = material }], 1);
        return new PathTracer(scene).Pixel(0, 0, 1, 1, 4096, 7);
    }
}
