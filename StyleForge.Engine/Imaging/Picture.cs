namespace StyleForge.Engine.Imaging;

/// <summary>
/// A picture to compute with: three planes (red, green, blue) of <c>height × width</c> floats, sRGB-encoded, where 0 is black
/// and 1 is full. Values may leave that range while a picture is being made; they are clamped when it is written.
/// </summary>
public sealed class Picture
{
    /// <summary>How many colour planes a picture has.</summary>
    public const int Channels = 3;

    /// <summary>Wraps samples that are already there, or makes a black picture.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="samples"><c>3 × height × width</c>, plane after plane; kept, not copied. Null for all zero.</param>
    /// <param name="alpha"><c>height × width</c>, 0 transparent to 1 opaque, straight; kept, not copied. Null for an opaque picture.</param>
    /// <exception cref="ArgumentException">The extents and the lengths do not agree, or do not fit one array.</exception>
    public Picture(int width, int height, float[]? samples = null, float[]? alpha = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var pixels = (long)width * height;
        if (pixels * Channels > Array.MaxLength)
        {
            throw new ArgumentException($"A picture of {width}×{height} does not fit one array of {Array.MaxLength} floats.", nameof(width));
        }

        if ((samples is not null && samples.Length != pixels * Channels) || (alpha is not null && alpha.Length != pixels))
        {
            throw new ArgumentException(
                $"A picture of {width}×{height} has {pixels * Channels} samples and {pixels} of alpha, but {samples?.Length} and {alpha?.Length} were given.",
                nameof(samples));
        }

        Width = width;
        Height = height;
        Samples = samples ?? new float[pixels * Channels];
        Alpha = alpha;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Pixels of one plane.</summary>
    public int PlaneLength => Width * Height;

    /// <summary>All colour samples, <c>(3, height, width)</c>.</summary>
    public float[] Samples { get; }

    /// <summary>The alpha plane <c>(height, width)</c>, or null where every pixel is opaque.</summary>
    public float[]? Alpha { get; }

    /// <summary>One colour plane, <c>(height, width)</c>.</summary>
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    public Span<float> Plane(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        return Samples.AsSpan(channel * PlaneLength, PlaneLength);
    }
}
