using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.TestKit;

/// <summary>A folder of goldens, and where failures go.</summary>
internal sealed class GoldenImages(string goldens, string failures, bool update)
{
    private readonly ImageCodecs _png = new([new PngCodec()]);

    public void Check(ImageData actual, ImageTolerance tolerance, string testClass, string method)
    {
        var golden = Path.Combine(goldens, testClass, method + ".png");
        var actualPath = Path.Combine(failures, testClass, method + ".actual.png");
        var differencePath = Path.Combine(failures, testClass, method + ".difference.png");
        Remove(actualPath);
        Remove(differencePath);
        if (update)
        {
            if (ImageAssert.IsFlat(actual))
            {
                Assert.Fail($"The picture has a single colour and is no golden: {golden} was not written.");
            }

            Write(golden, actual);
            return;
        }

        if (!File.Exists(golden))
        {
            Write(actualPath, actual);
            Assert.Fail($"There is no golden {golden}. What was made is in {actualPath}: look at it, then run again with STYLEFORGE_UPDATE_GOLDENS=1.");
        }

        var expected = _png.Read(golden);
        if (ImageAssert.Problem(expected, actual, tolerance) is not { } problem)
        {
            return;
        }

        Write(actualPath, actual);
        var kept = $" Golden: {golden}. What was made: {actualPath}.";
        if (ImageAssert.Shape(expected) == ImageAssert.Shape(actual))
        {
            Write(differencePath, ImageComparison.Difference(expected, actual));
            kept += $" Sixteen times the difference: {differencePath}.";
        }

        Assert.Fail(problem + kept);
    }

    // What an earlier failure left would mislead.
    private static void Remove(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private void Write(string path, ImageData image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _png.Write(path, image);
    }
}
