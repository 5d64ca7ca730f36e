using System.Collections.Concurrent;
using StyleForge.Engine.Backends;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Judging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Planning;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Running;

/// <summary>Runs plans, as many at once as it is told to. A job that fails is reported, and the next one begins.</summary>
/// <param name="options">How to run.</param>
/// <param name="observer">Is told what happens.</param>
/// <param name="time">The clock.</param>
public sealed class BatchRunner(RunOptions options, IRenderObserver observer, TimeProvider time)
{
    /// <summary>
    /// Begins the plans in order. Those whose weights cannot be loaded fail before the first picture is begun: weights are kept
    /// to the end anyway, and a missing weight file should be known now, not in the middle of the night.
    /// </summary>
    /// <returns>One outcome a plan, in the order of the plans, also when cancelled; with the iterations that the plan was allotted.</returns>
    /// <param name="plans">What to render.</param>
    /// <param name="cancellation">Stops after the evaluations in flight; the jobs in flight write nothing.</param>
    public IReadOnlyList<BatchOutcome> Run(IReadOnlyList<RenderPlan> plans, CancellationToken cancellation)
    {
        var told = new SerialObserver(observer, plans, time);
        using var own = options.Weights is null ? new FeatureWeights(options.FindWeights) : null;
        var weights = options.Weights ?? own!;
        using var backends = new OpenBackends(options.Backends);
        weights.Expect(plans.Select(plan => plan.Settings));
        var outcomes = plans.Select(plan => new BatchOutcome(plan, Report: null, Failure: null)).ToArray();
        for (var i = 0; i < plans.Count && !cancellation.IsCancellationRequested; i++)
        {
            outcomes[i] = Load(weights, told, plans[i], i + 1, plans.Count);
        }

        // Each part of the machine takes the next job when it has done one; the calling thread works with the first part.
        var waiting = new ConcurrentQueue<int>(Enumerable.Range(0, plans.Count).Where(i => outcomes[i].Failure is null));
        var shares = MachineShare.Deal(options, [.. waiting.Select(i => plans[i])]);
        var others = Enumerable.Range(1, shares.Count - 1).Select(share => Task.Factory.StartNew(
            () => Work(share), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            Work(0);
        }
        finally
        {
            Task.WhenAll(others).GetAwaiter().GetResult();
        }

        return outcomes;

        void Work(int share)
        {
            using var workers = new WorkerPool(shares[share].Threads);
            var renderer = new PictureRenderer(options, weights, plan => backends.For(plan.Settings.Device, share), workers, shares[share], told, time);
            while (!cancellation.IsCancellationRequested && waiting.TryDequeue(out var i))
            {
                if (options.Allot(plans[i]) is { } allotted)
                {
                    told.Replace(plans[i], allotted);
                    outcomes[i] = Run(renderer, told, allotted, i + 1, plans.Count, cancellation);
                }
            }
        }
    }

    private static BatchOutcome Load(FeatureWeights weights, SerialObserver told, RenderPlan plan, int index, int count)
    {
        try
        {
            weights.Get(plan.Settings);
            return new BatchOutcome(plan, Report: null, Failure: null);
        }
        catch (Exception failure)
        {
            told.Observe(new JobStarted(plan, index, count));
            return Fail(told, plan, failure);
        }
    }

    private BatchOutcome Run(PictureRenderer renderer, SerialObserver told, RenderPlan plan, int index, int count, CancellationToken cancellation)
    {
        told.Observe(new JobStarted(plan, index, count));
        try
        {
            var report = options.Persist(
                () => renderer.Render(plan, cancellation), sentence => told.Observe(new JobNotice(plan, sentence)), cancellation);
            told.Observe(new JobFinished(plan, report));
            return new BatchOutcome(plan, report, Failure: null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new BatchOutcome(plan, Report: null, Failure: null);
        }
        catch (Exception failure)
        {
            return Fail(told, plan, failure);
        }
    }

    // Whatever one job runs into, the rest of the night goes on.
    private static BatchOutcome Fail(SerialObserver told, RenderPlan plan, Exception failure)
    {
        var sentence = Sentence(failure);
        told.Observe(new JobFailed(plan, sentence));
        return new BatchOutcome(plan, Report: null, sentence);
    }

    private static string Sentence(Exception failure) => failure switch
    {
        ImageFileException or WeightFormatException or OptimisationException or QualityException or MemoryLimitException or BackendException or TorchUnavailableException or IOException or UnauthorizedAccessException => failure.Message,
        OutOfMemoryException => "There is not enough memory for a picture of this size: lower size, give --memory, or close other programs.",
        _ => $"StyleForge itself failed, which is a defect to report: {failure.GetType().Name}: {failure.Message} ({Origin(failure)})",
    };

    // The line of the program that threw, which is all of the trace that a sentence has room for.
    private static string Origin(Exception failure) => failure.StackTrace?.Split('\n')[0].Trim() ?? "no trace";
}
