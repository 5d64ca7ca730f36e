namespace StyleForge.Training.Pictures;

/// <summary>A picture to train on: interleaved RGB bytes, sRGB-encoded, rows from top to bottom, without alpha.</summary>
public sealed class TrainingPicture
{
    /// <summary>How many samples a pixel has.</summary>
    public const int Channels = 3;

    /// <summary>Wraps samples that are already there.</summary>
    /// <param name="name">What to call it: its path below the folder it was found in, with slashes.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="samples"><c>3 · width · height</c> bytes; kept, not copied.</param>
    /// <exception cref="ArgumentException">The extents and the number of bytes do not agree.</exception>
    public TrainingPicture(string name, int width, int height, byte[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (samples.Length != (long)width * height * Channels)
        {
            throw new ArgumentException(
                $"A picture of {width}×{height} has {(long)width * height * Channels} bytes, but {samples.Length} were given.", nameof(samples));
        }

        Name = name;
        Width = width;
        Height = height;
        Samples = samples;
    }

    /// <summary>Its path below the folder it was found in, with slashes.</summary>
    public string Name { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>All samples: red, green and blue of the first pixel, then of the next.</summary>
    public byte[] Samples { get; }
}
