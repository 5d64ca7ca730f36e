using StyleForge.Models.Execution;

namespace StyleForge.Presentation.Messages;

/// <summary>What an iteration costs at a size.</summary>
internal sealed record BenchLine(
    string Version,
    string Network,
    string Weights,
    string Backend,
    int Size,
    int Threads,
    int Iterations,
    double SecondsMin,
    double SecondsMedian,
    double Ratio,
    double? Gigaflops,
    string Optimiser,
    double OptimiserSeconds,
    double OptimiserShare,
    long? PeakBytes,
    long PoolPeakBytes,
    int VectorBits,
    int Windows,
    int History,
    IEnumerable<BenchStep> Layers,
    IEnumerable<BenchStep> Losses,
    double RestSeconds) : JsonLine("bench");

/// <summary>What a layer or a loss costs.</summary>
internal sealed record BenchStep(string Name, string Kernel, long MultiplyAdds, double ForwardSeconds, double BackwardSeconds)
{
    /// <summary>The step of a measurement.</summary>
    public static BenchStep Of(LayerTime time) => new(time.Layer, time.Kernel, time.MultiplyAdds, time.Forward.TotalSeconds, time.Backward.TotalSeconds);
}
