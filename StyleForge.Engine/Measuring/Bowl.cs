using System.Diagnostics;
using StyleForge.Engine.Objectives;

namespace StyleForge.Engine.Measuring;

/// <summary>
/// A quadratic objective that costs next to nothing, to measure what an optimiser does between two evaluations: the sum of
/// <c>½·c·(x − ½)²</c> with curvatures c from 1 to 100, so that no optimiser is done soon.
/// </summary>
/// <remarks>Like a network it leaves nothing of the optimiser's vectors in the processor's caches.</remarks>
internal sealed class Bowl(int length) : IObjective<float>
{
    private const int Curvatures = 64;
    private const int CacheBytes = 64 << 20;

    private readonly byte[] _elsewhere = new byte[CacheBytes];

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => [];

    /// <summary>How long the last evaluation took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts)
    {
        var start = Stopwatch.GetTimestamp();
        var value = 0.0;
        for (var i = 0; i < length; i++)
        {
            var curvature = 1 + (99f * (i % Curvatures) / (Curvatures - 1));
            var distance = picture[i] - 0.5f;
            gradient[i] = curvature * distance;
            value += 0.5 * gradient[i] * distance;
        }

        _elsewhere.AsSpan().Fill((byte)picture.Length);
        Elapsed = Stopwatch.GetElapsedTime(start);
        return value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
