using System.Numerics;
using StyleForge.Artwork.Drawing;
using StyleForge.Artwork.Tracing;

namespace StyleForge.Artwork.Scenes;

/// <summary>A scene file on its way to a picture.</summary>
/// <param name="name">The scene file's name without ending.</param>
/// <param name="document">The scene file.</param>
internal sealed class ScenePicture(string name, SceneDocument document)
{
    /// <summary>The scene file's name without ending.</summary>
    public string Name => name;

    /// <summary>The scene file.</summary>
    public SceneDocument Document => document;

    /// <summary>Traces the picture; the same samples and size give the same pixels with any number of threads.</summary>
    /// <param name="longSide">Pixels of the longer side.</param>
    /// <param name="samples">Paths a pixel.</param>
    /// <param name="threads">Rows computed side by side.</param>
    public Canvas Draw(int longSide, int samples, int threads)
    {
        var width = document.Aspect >= 1 ? longSide : (int)MathF.Round(longSide * document.Aspect);
        var height = document.Aspect >= 1 ? (int)MathF.Round(longSide / document.Aspect) : longSide;
        var scene = SceneBuilder.Build(document);
        var tracer = new PathTracer(scene);
        var film = new Film(width, height);
        Parallel.For(0, height, new ParallelOptions { MaxDegreeOfParallelism = threads }, y =>
        {
            for (var x = 0; x < width; x++)
            {
                film.Samples[(y * width) + x] = tracer.Pixel(x, y, width, height, samples, document.Seed);
            }
        });
        var light = film.Smoothed();
        var canvas = new Canvas(width, height);
        for (var i = 0; i < light.Length; i++)
        {
            canvas.Pixels[i] = Develop(light[i] * scene.Exposure);
        }

        return canvas;
    }

    /// <summary>Filmic tone mapping (the fit of Narkowicz 2015 to the ACES curve), then the sRGB encoding.</summary>
    private static Vector3 Develop(Vector3 light)
    {
        return new Vector3(Channel(light.X), Channel(light.Y), Channel(light.Z));

        static float Channel(float x)
        {
            var mapped = Math.Clamp(x * ((2.51f * x) + 0.03f) / ((x * ((2.43f * x) + 0.59f)) + 0.14f), 0, 1);
            return mapped <= 0.0031308f ? mapped * 12.92f : (1.055f * MathF.Pow(mapped, 1 / 2.4f)) - 0.055f;
        }
    }
}
