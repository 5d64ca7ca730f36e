using StyleForge.Models.Networks;

namespace StyleForge.Models.Faces;

/// <summary>How to look for faces.</summary>
public sealed record FaceSearch
{
    /// <summary>Least side, in pixels, that the tiny detector may be shown.</summary>
    public const int LeastSize = 128;

    /// <summary>Largest side, in pixels, that the tiny detector may be shown.</summary>
    public const int MostSize = 1024;

    /// <summary>Which network looks.</summary>
    public FaceDetectorKind Detector { get; init; } = FaceDetectorKind.Ssd;

    /// <summary>The score above which a box is a face, above 0 and below 1.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The side that the picture is brought to for the tiny detector, a multiple of <see cref="TinyFaceDetector.Cell"/>: larger finds smaller faces. The other detector always sees 512.</summary>
    public int Size { get; init; } = 416;
}
