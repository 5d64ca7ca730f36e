using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Training.Detectors;

/// <summary>A picture as a detector sees it, with what is to be found on it.</summary>
/// <param name="Frame"><c>(3, height, width)</c>, RGB, 0 to 1.</param>
/// <param name="Objects">In pixels of the frame.</param>
public sealed record DetectorExample(float[] Frame, IReadOnlyList<AnnotatedObject> Objects)
{
    /// <summary>Fits a picture into the frame of a detector.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="objects">In pixels of the picture. What has no area there, or is to be ignored, is left out.</param>
    /// <param name="detector">The detector.</param>
    public static DetectorExample Of(Picture picture, IReadOnlyList<AnnotatedObject> objects, IDetectorDescription detector)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(detector);
        var letterbox = new Letterbox(picture.Width, picture.Height, detector.Width, detector.Height);
        var frame = new float[Picture.Channels * detector.Width * detector.Height];
        letterbox.Fill(picture, frame);
        return new DetectorExample(frame, [
            .. from annotated in objects
               let box = annotated.Box.Within(picture.Width, picture.Height)
               where box.Area > 0 && !annotated.IsIgnored
               select annotated with { Box = letterbox.ToFrame(box), Landmarks = [.. annotated.Landmarks.Select(letterbox.ToFrame)] },
        ]);
    }

    /// <summary>SHA-256 of frames and objects, in hexadecimal: two trainings share it only if they are shown the same.</summary>
    /// <param name="examples">The examples, in order.</param>
    public static string FingerprintOf(IReadOnlyList<DetectorExample> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var example in examples)
        {
            hash.AppendData(MemoryMarshal.AsBytes(example.Frame.AsSpan()));
            double[] numbers = [.. example.Objects.SelectMany(annotated => (double[])[annotated.Box.Left, annotated.Box.Top, annotated.Box.Right, annotated.Box.Bottom, annotated.Class, .. annotated.Landmarks.SelectMany(point => (double[])[point.X, point.Y, (double)point.Sight])])];
            hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
