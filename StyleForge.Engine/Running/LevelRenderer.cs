using System.Runtime.CompilerServices;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Planning;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Works one pyramid level: fixes its targets, then steps the optimiser.</summary>
internal sealed class LevelRenderer(RenderPlan plan, WorkerPool workers, IRenderObserver observer, Progress progress)
{
    /// <summary>Moves the picture, in place, towards the objective of a level.</summary>
    /// <param name="level">Its number, from 1.</param>
    /// <param name="targets">Makes the pictures that fix what is wanted; called once, and they are let go.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="planned">The level as it was planned.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <returns>The objective's value before each step, and its parts at the first picture and at the one that was kept.</returns>
    /// <exception cref="OperationCanceledException">Cancelled between two iterations.</exception>
    /// <exception cref="BackendException">The backend's device failed, or has too little memory.</exception>
    /// <exception cref="OptimisationException">The optimiser ran away and could not be brought back.</exception>
    public LevelResult Render(int level, Func<LevelPictures> targets, Picture picture, PlannedLevel planned, CancellationToken cancellation)
    {
        var memory = planned.Memory;
        observer.Observe(new LevelStarted(plan, level, memory));
        using var pool = new TensorPool();
        using var objective = Objective(planned.Level, targets, pool, cancellation);
        var optimiser = Optimisers.Make(plan.Settings, objective.Length, memory.History, workers, pool);
        var iterations = plan.Levels[level - 1].Iterations;
        var values = new double[iterations];
        var best = new BestPicture(objective.Length, objective.PartNames.Count);
        var parts = new double[objective.PartNames.Count];
        IReadOnlyList<LossPart> firstParts = [];
        try
        {
            for (var iteration = 1; iteration <= iterations; iteration++)
            {
                cancellation.ThrowIfCancellationRequested();
                best.Propose(picture.Samples);
                values[iteration - 1] = optimiser.Step(objective, picture.Samples, parts);
                best.Judge(values[iteration - 1], parts);
                firstParts = iteration == 1 ? Named(objective, parts) : firstParts;
                var fraction = progress.Fraction(level, iteration);
                observer.Observe(new IterationDone(
                    plan, level, iteration, values[iteration - 1], objective.PartNames, parts, fraction, progress.Remaining(fraction)));
            }
        }
        finally
        {
            optimiser.Dispose();
        }

        // The last step moved the picture once more. Without a line search a step can go wrong, so the best one seen is kept.
        // The gradient, which nobody reads, takes memory that the optimiser has given back.
        using var gradient = pool.Rent<float>([objective.Length]);
        best.Propose(picture.Samples);
        best.Judge(objective.Evaluate(picture.Samples, gradient.Span, parts), parts);
        best.Samples.CopyTo(picture.Samples);
        return new LevelResult(values, firstParts, Named(objective, best.Parts), memory with { PeakTensorBytes = pool.PeakBytes });
    }

    private static LossPart[] Named(IObjective<float> objective, IReadOnlyList<double> parts) =>
        [.. objective.PartNames.Zip(parts, (name, part) => new LossPart(name, part))];

    // A method of its own, so that no stack frame keeps the pictures: memory for the best picture can be had of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IObjective<float> Objective(ILevel level, Func<LevelPictures> targets, TensorPool pool, CancellationToken cancellation) =>
        level.Make(targets(), pool, cancellation);
}
