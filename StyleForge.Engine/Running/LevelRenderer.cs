using System.Runtime.CompilerServices;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Planning;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Works one pyramid level: fixes its targets, then steps the optimiser.</summary>
/// <param name="plan">What is rendered.</param>
/// <param name="workers">The threads to work on.</param>
/// <param name="observer">Is told of levels and iterations.</param>
/// <param name="progress">How far the job is.</param>
/// <param name="checkpoint">Keeps the state of the level now and then, and may have one to begin with.</param>
/// <param name="preview">Is shown the picture when it asks; null for nobody.</param>
internal sealed class LevelRenderer(RenderPlan plan, WorkerPool workers, IRenderObserver observer, Progress progress, Checkpoint checkpoint, IPreview? preview)
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
        var size = plan.Levels[level - 1];
        var canvas = new Canvas(size.Width, size.Height, plan.Settings.Margin);
        var state = new LevelState(picture.Samples, size.Iterations, objective.PartNames.Count, optimiser);
        try
        {
            checkpoint.Restore(state);
            while (state.Iteration < size.Iterations)
            {
                cancellation.ThrowIfCancellationRequested();
                var value = state.Step(objective);
                if (checkpoint.IsDue)
                {
                    checkpoint.Keep(state);
                }

                var fraction = progress.Fraction(level, state.Iteration);
                observer.Observe(new IterationDone(
                    plan, level, state.Iteration, value, objective.PartNames, state.Parts, fraction, progress.Remaining(fraction)));
                if (preview?.IsDue(plan) == true)
                {
                    preview.Show(plan, canvas.Crop(picture));
                }
            }
        }
        finally
        {
            optimiser.Dispose();
        }

        // The last step moved the picture once more. Without a line search a step can go wrong, so the best one seen is kept.
        // The gradient, which nobody reads, takes memory that the optimiser has given back.
        using var gradient = pool.Rent<float>([objective.Length]);
        var best = state.Best;
        best.Propose(picture.Samples);
        best.Judge(objective.Evaluate(picture.Samples, gradient.Span, state.Parts), state.Parts);
        best.Samples.CopyTo(picture.Samples);
        return new LevelResult(
            state.Values, Named(objective, state.FirstParts), Named(objective, best.Parts), memory with { PeakTensorBytes = pool.PeakBytes });
    }

    private static LossPart[] Named(IObjective<float> objective, IReadOnlyList<double> parts) =>
        [.. objective.PartNames.Zip(parts, (name, part) => new LossPart(name, part))];

    // A method of its own, so that no stack frame keeps the pictures: memory for the best picture can be had of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IObjective<float> Objective(ILevel level, Func<LevelPictures> targets, TensorPool pool, CancellationToken cancellation) =>
        level.Make(targets(), pool, cancellation);
}
