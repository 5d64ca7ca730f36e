namespace StyleForge.Models.Classification;

/// <summary>A piece of a picture that a network is shown.</summary>
/// <param name="Left">Pixels of the picture left of it.</param>
/// <param name="Top">Pixels of the picture above it.</param>
/// <param name="IsMirrored">True where left and right change places.</param>
public readonly record struct Crop(int Left, int Top, bool IsMirrored = false)
{
    /// <summary>
    /// Pieces of one size: the middle; or it and the four corners; or these and their mirror images, as Krizhevsky et al. 2012 (section 4.1) have them.
    /// </summary>
    /// <param name="width">Pixels of the picture across.</param>
    /// <param name="height">Pixels of the picture down.</param>
    /// <param name="across">Pixels of a piece across, no more than of the picture.</param>
    /// <param name="down">Pixels of a piece down, no more than of the picture.</param>
    /// <param name="count">1, 5 or 10.</param>
    /// <exception cref="ArgumentException">There are other counts, or a piece is larger than the picture.</exception>
    public static IReadOnlyList<Crop> Of(int width, int height, int across, int down, int count)
    {
        var (right, below) = (width - across, height - down);
        ArgumentOutOfRangeException.ThrowIfNegative(right, nameof(across));
        ArgumentOutOfRangeException.ThrowIfNegative(below, nameof(down));

        // A half goes to the even number, as in torchvision.
        var middle = new Crop((int)Math.Round(right / 2.0), (int)Math.Round(below / 2.0));
        Crop[] five = [middle, new(0, 0), new(right, 0), new(0, below), new(right, below)];
        return count switch
        {
            1 => [middle],
            5 => five,
            10 => [.. five, .. five.Select(crop => crop with { IsMirrored = true })],
            _ => throw new ArgumentException($"A picture is cut into 1, 5 or 10 pieces, not {count}.", nameof(count)),
        };
    }
}
