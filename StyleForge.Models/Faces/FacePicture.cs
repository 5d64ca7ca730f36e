namespace StyleForge.Models.Faces;

/// <summary>A picture to look for faces in. It is not copied, and must not change meanwhile.</summary>
public sealed class FacePicture
{
    /// <summary>Takes a picture's numbers.</summary>
    /// <param name="samples">Planar RGB, sRGB-encoded, 0 to 1: 3·width·height numbers.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="ArgumentException">The numbers are not as many as the extents say.</exception>
    public FacePicture(float[] samples, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (width < 1 || height < 1 || samples.LongLength != 3L * width * height)
        {
            throw new ArgumentException($"A picture of {width}×{height} pixels has {3L * width * height} numbers, not {samples.LongLength}.", nameof(samples));
        }

        (Samples, Width, Height) = (samples, width, height);
    }

    /// <summary>Planar RGB, 0 to 1.</summary>
    public float[] Samples { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }
}
