using StyleForge.Engine.Objectives;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Optimisation;

/// <summary>Objectives that are brought down one after the other by L-BFGS, with as many iterations each, and word of how far all of them have come.</summary>
/// <param name="part">What one of them is called: <c>stretch</c>.</param>
/// <param name="count">How many there will be, 1 or more.</param>
/// <param name="iterations">Iterations of each, 1 or more.</param>
/// <param name="time">The clock that the time left is told by; it runs from here on.</param>
/// <param name="progress">Told after each iteration; null for nobody.</param>
public sealed class DescentSeries(string part, int count, int iterations, TimeProvider time, Action<SeriesProgress>? progress)
{
    private readonly long _start = time.GetTimestamp();
    private int _done;

    /// <summary>Brings the next objective down.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="picture">Where to begin; overwritten.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented until the end of the call.</param>
    /// <param name="cancellation">Asked before each iteration.</param>
    /// <exception cref="OptimisationException">The objective is no number, or runs away.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Descent Descend(IObjective<float> objective, float[] picture, WorkerPool workers, TensorPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(objective);
        using var optimiser = new Lbfgs<float>(picture.Length, new LbfgsOptions(), workers, pool);
        var (best, seen) = (new float[picture.Length], new float[picture.Length]);
        var parts = new double[objective.PartNames.Count];
        double[] before = [];
        double[] after = [];
        var least = double.PositiveInfinity;
        for (var iteration = 1; iteration <= iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            picture.CopyTo(seen, 0);
            var value = optimiser.Step(objective, picture, parts);
            if (iteration == 1)
            {
                before = [.. parts];
            }

            if (value < least)
            {
                least = value;
                after = [.. parts];
                (best, seen) = (seen, best);
            }

            Tell(iteration, value);
        }

        return new Descent(best, before, after);
    }

    private void Tell(int iteration, double value)
    {
        _done++;
        var left = time.GetElapsedTime(_start) * ((((double)count * iterations) - _done) / _done);
        progress?.Invoke(new SeriesProgress(part, ((_done - 1) / iterations) + 1, count, iteration, iterations, value, left));
    }
}
