namespace StyleForge.Models.Faces;

/// <summary>How unlike two faces are.</summary>
public static class FaceDistance
{
    /// <summary>Below this distance two pictures show one person, as those who trained the network say.</summary>
    public const double UsualThreshold = 0.6;

    /// <summary>The Euclidean distance of two descriptors: 0 for the same picture, about 0.4 for two of one person, 0.8 for two people.</summary>
    /// <param name="one">A descriptor.</param>
    /// <param name="other">Another, as long.</param>
    /// <exception cref="ArgumentException">They differ in length.</exception>
    public static double Between(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length)
        {
            throw new ArgumentException($"A descriptor of {one.Length} numbers cannot be compared with one of {other.Length}.", nameof(other));
        }

        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            var difference = (double)one[i] - other[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
