namespace StyleForge.Models.Faces;

/// <summary>How often each threshold errs on pairs of which the truth is known: the receiver operating characteristic.</summary>
public sealed class VerificationCurve
{
    private readonly double[] _same;
    private readonly double[] _different;

    /// <summary>Takes pairs.</summary>
    /// <param name="pairs">The pairs; some of one person and some of two.</param>
    /// <exception cref="ArgumentException">There are none of one kind.</exception>
    public VerificationCurve(IEnumerable<FacePair> pairs)
    {
        var all = pairs.ToList();
        _same = [.. all.Where(pair => pair.IsSame).Select(pair => pair.Distance).Order()];
        _different = [.. all.Where(pair => !pair.IsSame).Select(pair => pair.Distance).Order()];
        if (_same.Length == 0 || _different.Length == 0)
        {
            throw new ArgumentException($"A curve needs pairs of one person and pairs of two, but there are {_same.Length} and {_different.Length}.", nameof(pairs));
        }
    }

    /// <summary>Pairs of one person.</summary>
    public int SamePairs => _same.Length;

    /// <summary>Pairs of two people.</summary>
    public int DifferentPairs => _different.Length;

    /// <summary>What each threshold that tells the pairs apart otherwise gives, from the one that takes nobody for anybody to the one that takes all for one.</summary>
    public IReadOnlyList<VerificationPoint> Points =>
        [.. _same.Concat(_different).Distinct().Order().Select(At), At(_same.Concat(_different).Max() + 1e-6)];

    /// <summary>Where as large a share of the ones is taken for the others as the other way round; between two thresholds their mean.</summary>
    public double EqualErrorRate
    {
        get
        {
            var point = Points.MinBy(point => Math.Abs(point.FalseAccepts - point.FalseRejects))!;
            return (point.FalseAccepts + point.FalseRejects) / 2;
        }
    }

    /// <summary>What a threshold gives.</summary>
    /// <param name="threshold">Below this distance two faces are taken for one person's.</param>
    public VerificationPoint At(double threshold) =>
        new(threshold, Below(_different, threshold) / (double)_different.Length, 1 - (Below(_same, threshold) / (double)_same.Length));

    private static int Below(double[] sorted, double threshold)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < threshold ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
