using StyleForge.Models.Faces;
using StyleForge.Models.Threading;
using StyleForge.Training.Embeddings;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Trains an embedding as a command line asks: from its files to its files.</summary>
/// <param name="environment">Clock and interruption.</param>
/// <param name="request">What is asked for.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class EmbeddingSession(HostEnvironment environment, EmbeddingRequest request, EmbeddingFiles files, ITrainingObserver observer)
{
    private const string HeldOut = "held out";
    private const string Runs = "runs";

    // As many choices as the literature gives.
    private static readonly int[] Ways = [5, 20];

    private readonly TrainingClock _clock = new(environment.Time);
    private TrainingCurve _curve = new([]);
    private long _begun;

    /// <summary>What is to be said of the network; null before it is done.</summary>
    public EmbeddingFacts? Facts { get; private set; }

    /// <summary>Trains to the end or to an interruption.</summary>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public TrainingOutcome Run()
    {
        files.Open(request.Resume);
        using var checkpoint = files.ReadCheckpoint();
        return TrainingFailures.Told(() => Train(checkpoint));
    }

    private TrainingOutcome Train(TrainingState? checkpoint)
    {
        _begun = environment.Time.GetTimestamp();
        var (step, kept, length) = (checkpoint?.Step ?? 0, checkpoint?.Step ?? 0, new TrainingLength(request.Recipe.Steps, null));
        try
        {
            var (training, heldOut, runs) = ReadExamples();
            using var session = EmbeddingTraining.Begin(training, heldOut, request.Recipe, request.Device, request.Threads ?? Environment.ProcessorCount, environment.Time);
            var (network, counts) = (session.Describe().Description, new ExampleCounts(
                training.Labels.Count, training.Source, training.Examples.Count, heldOut?.Examples.Count ?? 0, runs?.Examples.Examples.Count ?? 0, training.Fingerprint));
            observer.Observe(new ExamplesRead(counts, network.Name, network.Describe(network.Facts.Source).Parameters));
            _curve = files.ReadCurve(session.Ways > 0 ? ["open", "unseen"] : ["open"], step);
            if (checkpoint is not null)
            {
                RecipeMatch.Require(checkpoint, session.Recipe, files.ShownCheckpoint, "name another file with --output");
                session.Resume(checkpoint);
            }

            environment.Interrupted.ThrowIfCancellationRequested();
            observer.Observe(new TrainingBegun(step, length, session.Device, session.Recipe));
            session.Run(
                point => Add(point, length),
                state =>
                {
                    files.Write(state);
                    kept = state.Step;
                    observer.Observe(new CheckpointWritten(state.Step));
                },
                environment.Interrupted,
                reach =>
                {
                    step = reach.Step;
                    _clock.Reach(reach);
                    observer.Observe(new StepDone(reach, length, _curve.Points.Count > 0 ? _curve.Points[^1].Loss : null, _clock.Remaining));
                });
            Finish(session, counts, heldOut, runs);
        }
        catch (OperationCanceledException) when (environment.Interrupted.IsCancellationRequested)
        {
            // What is kept says how far it came.
        }

        return new TrainingOutcome(step, kept, length, Facts is not null, environment.Time.GetElapsedTime(_begun).TotalSeconds);
    }

    private (ExampleSet Training, ExampleSet? HeldOut, OneShotRuns? Runs) ReadExamples()
    {
        var options = new ExampleOptions { Channels = 1, Side = request.Size, Background = byte.MaxValue };
        using var loaders = new WorkerPool(request.Threads);
        var all = NestedFolders.Read(request.Data, options, loaders, progress => observer.Observe(new PictureRead(progress)), environment.Interrupted);
        var (training, heldOut) = ClassSplit.Of(all, request.HeldOut, request.Recipe.Seed);
        var runs = request.Runs is null ? null : OneShotRuns.Read(request.Runs, options, loaders, environment.Interrupted);
        return (request.Turns ? TurnedClasses.Of(training) : training, heldOut, runs);
    }

    private void Add(EmbeddingPoint point, TrainingLength length)
    {
        _curve.Add(new TrainingPoint(point.Step, point.Loss, point.Unseen is { } unseen ? [point.Open, unseen] : [point.Open]));
        files.Write(_curve);
        observer.Observe(new CurveGrown(
            _curve.Points[^1], _curve.PartNames, length, _clock.StepsPerSecond * request.Recipe.Classes * request.Recipe.Pictures, _clock.Remaining));
    }

    private void Finish(EmbeddingTraining session, ExampleCounts counts, ExampleSet? heldOut, OneShotRuns? runs)
    {
        var network = session.Describe();
        var (results, verifications) = (new List<OneShotResult>(), new List<(string, VerificationCurve)>());
        if (heldOut is not null && OneShotTasks.MostWays(heldOut) is > 1 and var most)
        {
            Judge(HeldOut, [.. Ways.Select(ways => Math.Min(ways, most)).Distinct().Select(ways => OneShotTasks.Draw(heldOut, ways, request.Questions, request.Recipe.Seed))], session.Embed(heldOut));
        }

        if (runs is not null)
        {
            Judge(Runs, [OneShotTasks.Narrow(runs.Tasks, Ways[0], request.Recipe.Seed), runs.Tasks], session.Embed(runs.Examples));
        }

        var facts = new EmbeddingFacts(network, Path.GetFileName(files.Weights), request.Recipe.Describe(), request.Recipe.Seed, counts, results, verifications, session.Device);
        var weights = session.Weights();
        try
        {
            files.Finish(facts, weights);
        }
        finally
        {
            foreach (var (_, tensor) in weights)
            {
                tensor.Dispose();
            }
        }

        Facts = facts;

        // The last are those of most choices: of those pairs most are of two classes, as in life.
        void Judge(string name, IReadOnlyList<IReadOnlyList<OneShotTask>> kinds, IReadOnlyList<float[]> embeddings)
        {
            results.AddRange(kinds.Select(tasks => OneShotTasks.Answer(name, tasks, embeddings, network.Likeness)));
            verifications.Add((name, new VerificationCurve(OneShotTasks.Verify(kinds[^1], embeddings, network.Likeness))));
        }
    }
}
