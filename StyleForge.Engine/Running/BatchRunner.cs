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
    /// <summary>
    /// Runs the plans in order. Those whose network cannot be loaded fail before the first picture is begun: networks are kept
    /// to the end anyway, and a missing weight file should be known now, not in the middle of the night.
    /// </summary>
    /// <returns>One outcome a plan, in the order of the plans, also when cancelled.</returns>
    /// <param name="plans">What to render.</param>
    /// <param name="cancellation">Stops after the evaluation in flight; the job in flight writes nothing.</param>
    public IReadOnlyList<BatchOutcome> Run(IReadOnlyList<RenderPlan> plans, CancellationToken cancellation)
    {
        using var workers = new WorkerPool(options.Threads);
        using var networks = new FeatureNetworks(options.FindWeights);
        var renderer = new PictureRenderer(ImageCodecs.Default, networks, workers, options.MemoryLimit, observer, time, options.Log);
        var outcomes = plans.Select(plan => new BatchOutcome(plan, Report: null, Failure: null)).ToArray();
        for (var i = 0; i < plans.Count && !cancellation.IsCancellationRequested; i++)
        {
            outcomes[i] = Load(networks, plans[i], i + 1, plans.Count);
        }

        for (var i = 0; i < plans.Count && !cancellation.IsCancellationRequested; i++)
        {
            if (outcomes[i].Failure is null)
            {
                outcomes[i] = Run(renderer, plans[i], i + 1, plans.Count, cancellation);
            }
        }

        return outcomes;
    }

    private BatchOutcome Load(FeatureNetworks networks, RenderPlan plan, int index, int count)
    {
        try
        {
            networks.Get(plan.Settings);
            return new BatchOutcome(plan, Report: null, Failure: null);
        }
        catch (Exception failure)
        {
            observer.Observe(new JobStarted(plan, index, count));
            return Fail(plan, failure);
        }
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
            return Fail(plan, failure);
        }
    }

    // Whatever one job runs into, the rest of the night goes on.
    private BatchOutcome Fail(RenderPlan plan, Exception failure)
    {
        var sentence = Sentence(failure);
        observer.Observe(new JobFailed(plan, sentence));
        return new BatchOutcome(plan, Report: null, sentence);
    }

    private static string Sentence(Exception failure) => failure switch
    {
        ImageFileException or WeightFormatException or OptimisationException or MemoryLimitException or IOException or UnauthorizedAccessException => failure.Message,
        OutOfMemoryException => "There is not enough memory for a picture of this size: lower size, give --memory, or close other programs.",
        _ => $"StyleForge itself failed, which is a defect to report: {failure.GetType().Name}: {failure.Message} ({Origin(failure)})",
    };

    // The line of the program that threw, which is all of the trace that a sentence has room for.
    private static string Origin(Exception failure) => failure.StackTrace?.Split('\n')[0].Trim() ?? "no trace";
}
