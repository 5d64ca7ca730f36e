using StyleForge.Engine.Output;
using StyleForge.Models.Execution;

namespace StyleForge.Engine.Measuring;

/// <summary>What one iteration of a style transfer costs at one size on this machine.</summary>
public sealed record Measurement
{
    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Where its weights come from: a path, or <c>random filters, seed 1</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>What computed, and where: <c>managed (cpu)</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>Side of the square picture, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>In which windows the picture went through the network, and how many steps L-BFGS remembered, to stay within the memory.</summary>
    public required LevelMemory Memory { get; init; }

    /// <summary>Threads that worked.</summary>
    public required int Threads { get; init; }

    /// <summary>Width of the vectors that the kernels used, in bits.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Seconds of each evaluation: forward, losses, gradient by the picture.</summary>
    public required IReadOnlyList<double> Evaluations { get; init; }

    /// <summary>Name of the optimiser.</summary>
    public required string Optimiser { get; init; }

    /// <summary>Seconds of the optimiser's step on top of an evaluation, in the median.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>The network's steps, in the order of the forward pass: medians over the evaluations.</summary>
    public required IReadOnlyList<LayerTime> Layers { get; init; }

    /// <summary>The losses, value and gradient: medians over the evaluations.</summary>
    public required IReadOnlyList<LayerTime> Losses { get; init; }

    /// <summary>Seconds of an evaluation outside its layers and losses, such as copies of the picture: a median.</summary>
    public required double RestSeconds { get; init; }

    /// <summary>The most memory that the tensors of the picture, the losses and the optimiser took.</summary>
    public required long PoolPeakBytes { get; init; }

    /// <summary>The most memory that the process has had resident so far.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Seconds of the quickest evaluation.</summary>
    public double SecondsMin => Evaluations.Min();

    /// <summary>Seconds of an evaluation in the median.</summary>
    public double SecondsMedian => Median(Evaluations);

    /// <summary>Share of the optimiser's step in a whole iteration, 0 to 1.</summary>
    public double StepShare => StepSeconds / (SecondsMedian + StepSeconds);

    /// <summary>Billions of operations a second in the quickest evaluation: both passes counted as direct convolutions, two operations a multiplication.</summary>
    public double Gigaflops => 4e-9 * Layers.Sum(layer => (double)layer.MultiplyAdds) / SecondsMin;

    /// <summary>One measurement of several of the same work, with the layers of the last.</summary>
    /// <param name="rounds">One or more.</param>
    public static Measurement Join(IReadOnlyList<Measurement> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return rounds[^1] with
        {
            Evaluations = [.. rounds.SelectMany(round => round.Evaluations)],
            StepSeconds = Median(rounds.Select(round => round.StepSeconds)),
            RestSeconds = Median(rounds.Select(round => round.RestSeconds)),
        };
    }

    /// <summary>The middle of some numbers; the mean of the middle two where there are two.</summary>
    /// <param name="values">One or more.</param>
    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
