using System.Runtime.CompilerServices;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// Compares pictures with one another and with goldens. A golden is <c>Golden/Images/(test class)/(test method).png</c>; a
/// failure leaves what was made, and sixteen times the difference, in <c>artifacts/golden-failures</c>. With
/// <c>STYLEFORGE_UPDATE_GOLDENS=1</c> goldens are written instead of compared.
/// </summary>
public static class ImageAssert
{
    /// <summary>Environment variable that, set to 1, writes goldens in place of comparing with them.</summary>
    public const string UpdateVariable = "STYLEFORGE_UPDATE_GOLDENS";

    /// <summary>Passes where the picture looks like the golden of the calling test.</summary>
    /// <param name="actual">What the test made.</param>
    /// <param name="tolerance">What is forgiven; null for <see cref="ImageTolerance.Default"/>.</param>
    /// <param name="file">Filled in by the compiler: gives the test class.</param>
    /// <param name="method">Filled in by the compiler: gives the test method.</param>
    public static void MatchesGolden(
        ImageData actual, ImageTolerance? tolerance = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var goldens = new GoldenImages(
            Path.Combine(TestData.Repository, "StyleForge.Tests", "Golden", "Images"),
            Path.Combine(TestData.Repository, "artifacts", "golden-failures"),
            Environment.GetEnvironmentVariable(UpdateVariable) == "1");
        goldens.Check(actual, tolerance ?? ImageTolerance.Default, Path.GetFileNameWithoutExtension(file), method);
    }

    /// <summary>Passes where two pictures have one size, format and depth, and differ no more than is forgiven.</summary>
    /// <param name="expected">The picture to compare with; not of a single colour.</param>
    /// <param name="actual">The picture that was made.</param>
    /// <param name="tolerance">What is forgiven.</param>
    public static void Similar(ImageData expected, ImageData actual, ImageTolerance tolerance)
    {
        if (Problem(expected, actual, tolerance) is { } problem)
        {
            Assert.Fail(problem);
        }
    }

    /// <summary>Why the pictures are not alike, or null.</summary>
    internal static string? Problem(ImageData expected, ImageData actual, ImageTolerance tolerance)
    {
        if (IsFlat(expected))
        {
            return "The expected picture has a single colour: much that is wrong would be like it. Compare with a picture that shows something.";
        }

        if (Shape(expected) != Shape(actual))
        {
            return $"Expected a picture of {Shape(expected)}, but it is {Shape(actual)}.";
        }

        var comparison = ImageComparison.Of(expected, actual, tolerance);
        return comparison.IsWithin(tolerance) ? null : $"The pictures differ: {tolerance}; but {comparison}.";
    }

    /// <summary>True where all pixels are equal: such a picture is no evidence.</summary>
    internal static bool IsFlat(ImageData image)
    {
        var pixel = image.Channels * image.BitDepth / 8;
        return image.Samples.AsSpan(pixel).SequenceEqual(image.Samples.AsSpan(0, image.Samples.Length - pixel));
    }

    internal static string Shape(ImageData image) => $"{image.Width}×{image.Height} {image.PixelFormat} with {image.BitDepth} bits";
}
