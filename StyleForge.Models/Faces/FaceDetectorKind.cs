namespace StyleForge.Models.Faces;

/// <summary>Which network finds faces.</summary>
public enum FaceDetectorKind
{
    /// <summary>SSD over MobileNet v1: small and turned faces too.</summary>
    Ssd,

    /// <summary>The tiny detector: a thirtieth of the size, several times as fast, and finds less.</summary>
    Tiny,
}
