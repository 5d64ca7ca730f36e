using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Models.Networks;

namespace StyleForge.Engine.Measuring;

/// <summary>How fast a network was at one size, kept to tell beforehand how long a render takes.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="WeightsFile">The weight file that was named for it; null for the network's own.</param>
/// <param name="Threads">Threads that worked.</param>
/// <param name="VectorBits">Width of the vectors in use.</param>
/// <param name="Size">Side of the picture.</param>
/// <param name="Measured">When.</param>
/// <param name="Layers">The steps of the network, in the order of the forward pass.</param>
/// <param name="OtherSeconds">Seconds a million pixels of an iteration in all the rest: losses, optimiser, copies.</param>
public sealed record Speed(
    string Network,
    string? WeightsFile,
    int Threads,
    int VectorBits,
    int Size,
    DateOnly Measured,
    IReadOnlyList<LayerSpeed> Layers,
    double OtherSeconds)
{
    // Between sizes that differ by more, caches and windows make the time a pixel takes another.
    private const double NearestFactor = 1.5;

    /// <summary>What a measurement says of the speed.</summary>
    public static Speed Of(Measurement measured, string? weightsFile, DateOnly day)
    {
        var megapixels = Megapixels(measured.Size, measured.Size);
        var layers = measured.Layers.Select(layer => new LayerSpeed(layer.Layers, (layer.Forward + layer.Backward).TotalSeconds / megapixels)).ToList();
        return new Speed(
            measured.Network,
            weightsFile,
            measured.Threads,
            measured.VectorBits,
            measured.Size,
            day,
            layers,
            Math.Max(0, ((measured.SecondsMedian + measured.StepSeconds) / megapixels) - layers.Sum(layer => layer.Seconds)));
    }

    /// <summary>
    /// Tells how long a plan takes: each level by the speed at the nearest size, its layers down to the deepest one that the
    /// plan looks at. Null where nothing was measured with this network, its weights, this number of threads and width.
    /// </summary>
    /// <param name="speeds">What is known of this machine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="threads">Threads that will work.</param>
    /// <param name="vectorBits">Width of the vectors in use.</param>
    public static TimeEstimate? Estimate(IReadOnlyList<Speed> speeds, RenderPlan plan, int threads, int vectorBits)
    {
        var settings = plan.Settings;
        var fitting = speeds.Where(speed =>
            (speed.Network, speed.WeightsFile, speed.Threads, speed.VectorBits) == (settings.Network, settings.WeightsFile, threads, vectorBits)).ToList();
        if (fitting.Count == 0)
        {
            return null;
        }

        var deepest = ObjectiveDescription.Of(settings).Taps.MaxBy(NetworkCatalogue.Find(settings.Network).IndexOfTap)!;
        return TimeEstimate.Sum(
        [
            .. from level in plan.Levels
               let side = Math.Sqrt((double)level.Width * level.Height)
               let nearest = fitting.MinBy(speed => Math.Abs(Math.Log(side / speed.Size)))!
               let isNear = Math.Max(side / nearest.Size, nearest.Size / side) <= NearestFactor
               select new TimeEstimate(level.Iterations * Megapixels(level.Width, level.Height) * nearest.Until(deepest), nearest.Measured, isNear ? null : nearest.Size),
        ]);
    }

    private static double Megapixels(int width, int height) => 1e-6 * width * height;

    private double Until(string tap)
    {
        var seconds = OtherSeconds;
        foreach (var layer in Layers)
        {
            seconds += layer.Seconds;
            if (layer.Layers.Contains(tap))
            {
                break;
            }
        }

        return seconds;
    }
}
