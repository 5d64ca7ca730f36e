using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Planning;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Running;

/// <summary>Runs plans one after the other. A job that fails is reported, and the next one begins.</summary>
/// <param name="options">How to run.</param>
/// <param name="observer">Is told what happens.</param>
/// <param name="time">The clock.</param>
public sealed class BatchRunner(RunOptions options, IRenderObserver observer, TimeProvider time)
{
    /// <summary>Runs the plans in order.</summary>
    /// <returns>One outcome a plan, in the order of the plans, also when cancelled.</returns>
    /// <param name="plans">What to render.</param>
    /// <param name="cancellation">Stops after the evaluation in flight; the job in flight writes nothing.</param>
    public IReadOnlyList<BatchOutcome> Run(IReadOnlyList<RenderPlan> plans, CancellationToken cancellation)
    {
        using var workers = new WorkerPool(options.Threads);
        using var networks = new FeatureNetworks(options.FindWeights);
        var renderer = new PictureRenderer(ImageCodecs.Default, networks, workers, observer, time);
        var outcomes = new List<BatchOutcome>();
        foreach (var plan in plans)
        {
            outcomes.Add(cancellation.IsCancellationRequested
                ? new BatchOutcome(plan, Report: null, Failure: null)
                : Run(renderer, plan, outcomes.Count + 1, plans.Count, cancellation));
        }

        return outcomes;
    }

    private BatchOutcome Run(PictureRenderer renderer, RenderPlan plan, int index, int count, CancellationToken cancellation)
    {
        observer.Observe(new JobStarted(plan, index, count));
        try
        {
            var report = renderer.Render(plan, cancellation);
            observer.Observe(new JobFinished(plan, report));
            return new BatchOutcome(plan, report, Failure: null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new BatchOutcome(plan, Report: null, Failure: null);
        }
        catch (Exception failure)
        {
            // Whatever one job runs into, the rest of the night goes on.
            var sentence = Sentence(failure);
            observer.Observe(new JobFailed(plan, sentence));
            return new BatchOutcome(plan, Report: null, sentence);
        }
    }

    private static string Sentence(Exception failure) => failure switch
    {
        ImageFileException or WeightFormatException or OptimisationException => failure.Message,
        OutOfMemoryException => "There is not enough memory for a picture of this size: lower size, or close other programs.",
        ArgumentException => failure.Message,
        _ => $"StyleForge itself failed, which is a defect to report: {failure.GetType().Name}: {failure.Message} {failure.StackTrace}",
    };
}
