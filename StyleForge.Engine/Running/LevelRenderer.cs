using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Planning;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Works one pyramid level: fixes its targets, then steps the optimiser.</summary>
internal sealed class LevelRenderer(RenderPlan plan, IObjectiveFactory objectives, WorkerPool workers, IRenderObserver observer, Progress progress)
{
    /// <summary>Moves the picture, in place, towards the objective of a level.</summary>
    /// <returns>The objective's value before each step, and its parts at the picture that was kept.</returns>
    /// <exception cref="OperationCanceledException">Cancelled between two iterations.</exception>
    /// <exception cref="OptimisationException">The optimiser ran away and could not be brought back.</exception>
    public LevelResult Render(int level, LevelPictures targets, Picture picture, CancellationToken cancellation)
    {
        observer.Observe(new LevelStarted(plan, level));
        using var pool = new TensorPool();
        using var objective = objectives.Create(plan.Settings, targets, pool, cancellation);
        using var optimiser = Optimisers.Make(plan.Settings, objective.Length, plan.Levels.Max(l => l.Iterations), workers, pool);
        var iterations = plan.Levels[level - 1].Iterations;
        var values = new double[iterations];
        var best = new BestPicture(objective.Length, objective.PartNames.Count);
        var parts = new double[objective.PartNames.Count];
        for (var iteration = 1; iteration <= iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            best.Propose(picture.Samples);
            values[iteration - 1] = optimiser.Step(objective, picture.Samples, parts);
            best.Judge(values[iteration - 1], parts);
            var fraction = progress.Fraction(level, iteration);
            observer.Observe(new IterationDone(
                plan, level, iteration, values[iteration - 1], objective.PartNames, parts, fraction, progress.Remaining(fraction)));
        }

        // The last step moved the picture once more. Without a line search a step can go wrong, so the best one seen is kept.
        best.Propose(picture.Samples);
        best.Judge(objective.Evaluate(picture.Samples, new float[objective.Length], parts), parts);
        best.Samples.CopyTo(picture.Samples);
        return new LevelResult(values, [.. objective.PartNames.Zip(best.Parts, (name, part) => new LossPart(name, part))]);
    }
}
