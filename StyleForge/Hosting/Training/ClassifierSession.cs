using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Trains a classifier as a command line asks: from its files to its files.</summary>
/// <param name="environment">Clock and interruption.</param>
/// <param name="request">What is asked for.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class ClassifierSession(HostEnvironment environment, ClassifierRequest request, ClassifierFiles files, ITrainingObserver observer)
{
    private readonly TrainingClock _clock = new(environment.Time);
    private long _begun;

    /// <summary>What is to be said of the network; null before it is done.</summary>
    public ClassifierFacts? Facts { get; private set; }

    /// <summary>Trains to the end or to an interruption.</summary>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public TrainingOutcome Run()
    {
        files.Open(request.Resume);
        using var checkpoint = files.ReadCheckpoint();
        using var trained = ReadWeights();
        return TrainingFailures.Told(() => Train(checkpoint, trained));
    }

    private TrainingOutcome Train(TrainingState? checkpoint, WeightSet? trained)
    {
        _begun = environment.Time.GetTimestamp();
        var (step, kept, length) = (checkpoint?.Step ?? 0, checkpoint?.Step ?? 0, new TrainingLength(null, null));
        try
        {
            var (network, training, heldOut, test) = ReadExamples(trained);
            using var start = trained is null ? ClassifierStart.New(network, training, request.Recipe.Seed) : ClassifierStart.From(request.Network, trained, training, request.Recipe.Seed);
            var (described, recipe) = (start.Network.Description, request.Recipe);
            recipe = recipe with { Freeze = recipe.Freeze == ClassifierRequest.Features ? TapBeforeHead(described) : recipe.Freeze };
            var counts = new ExampleCounts(training.Labels.Count, training.Source, training.Examples.Count, heldOut.Examples.Count, test?.Examples.Count ?? 0, training.Fingerprint);
            observer.Observe(new ExamplesRead(counts, described.Name, described.Describe(described.Facts.Source).Parameters));
            using var session = ClassifierTraining.Begin(start, training, heldOut, recipe, request.Device, request.Threads ?? Environment.ProcessorCount, environment.Time);
            length = new TrainingLength(session.Steps, null);
            if (checkpoint is not null)
            {
                RecipeMatch.Require(checkpoint, session.Recipe, files.ShownCheckpoint, "name another file with --output");
                session.Resume(checkpoint);
            }

            environment.Interrupted.ThrowIfCancellationRequested();
            observer.Observe(new TrainingBegun(step, length, session.Device, session.Recipe));
            session.Run(
                point => Add(session, point),
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
                    observer.Observe(new StepDone(reach, length, null, _clock.Remaining));
                });
            Finish(session, start, counts, heldOut, test);
        }
        catch (OperationCanceledException) when (environment.Interrupted.IsCancellationRequested)
        {
            // What is kept says how far it came.
        }

        return new TrainingOutcome(step, kept, length, Facts is not null, environment.Time.GetElapsedTime(_begun).TotalSeconds);
    }

    private static string TapBeforeHead(NetworkDescription network)
    {
        var head = network.IndexOfTap(network.Head().Tap);
        return network.Layers[network.Sources[head][0]].Tap;
    }

    private WeightSet? ReadWeights()
    {
        try
        {
            return request.From is null ? null : WeightFile.Read(request.From, WeightLimits.Default);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private (NetworkDescription Network, ExampleSet Training, ExampleSet HeldOut, ExampleSet? Test) ReadExamples(WeightSet? trained)
    {
        var kind = ExampleReader.Recognise(request.Data);
        var network = trained is null ? request.Network ?? Usual(kind) : ClassifierStart.Described(request.Network, trained);
        RequireMeaning(kind);

        // Idx files have pictures of one size; those of folders, and those that a trained network is shown, become as large as it is used to.
        var usual = kind == ExampleKind.Pictures || (kind == ExampleKind.Idx && trained is not null) ? network.Facts.Source[^1] : (int?)null;
        var options = request.Reading with { Channels = network.Facts.Source[1], Side = request.Size ?? usual };
        using var loaders = new WorkerPool(request.Threads);
        ExampleSet Read(string path, ExampleSet? known) =>
            ExampleReader.Read(path, options, known, loaders, progress => observer.Observe(new PictureRead(progress)), environment.Interrupted);
        var all = Read(request.Data, null);
        var (training, heldOut) = request.Validation is null
            ? ExampleSplit.Of(all, request.HeldOut, request.Recipe.Seed)
            : (all, Read(request.Validation, all));
        var test = request.Test is null ? ExampleReader.ReadTest(request.Data, options, all) : Read(request.Test, all);
        return (network, training, heldOut, test);
    }

    // An option that means nothing for such examples is a mistake of its author's.
    private void RequireMeaning(ExampleKind kind)
    {
        var arePictures = kind is ExampleKind.Pictures or ExampleKind.Idx;
        (bool IsWrong, string Option, string Wanted)[] options =
        [
            (!arePictures && request.Recipe.Augmentation.IsAny, $"{request.Recipe.Augmentation}", "pictures"),
            (!arePictures && request.Size is not null, "--size", "pictures"),
            (kind != ExampleKind.Signals && request.Reading.LabelColumn is not null, "--label", "tables"),
            (kind != ExampleKind.Signals && request.Reading.SignalChannels > 1, "--channels", "tables"),
            (kind != ExampleKind.Idx && request.Reading.LabelNames.Count > 0, "--label-names", "idx files"),
        ];
        if (options.FirstOrDefault(option => option.IsWrong) is { IsWrong: true } wrong)
        {
            var word = kind switch { ExampleKind.Idx => "idx files", ExampleKind.Signals => "a table of signals", ExampleKind.Volumes => "volumes", _ => "folders of pictures" };
            throw new ArgumentException($"{wrong.Option} is for {wrong.Wanted} alone, but {request.Data} holds {word}: leave it out.");
        }
    }

    private static NetworkDescription Usual(ExampleKind kind) => kind switch
    {
        ExampleKind.Idx => LeNet.LeNet5,
        ExampleKind.Signals => SmallClassifiers.Signal,
        ExampleKind.Volumes => SmallClassifiers.Volume,
        _ => CifarResNet.ResNet20,
    };

    private void Add(ClassifierTraining session, EpochPoint point)
    {
        files.Write(session.Epochs);
        observer.Observe(new EpochDone(point, request.Recipe.Epochs, session.Best == point, _clock.Remaining));
    }

    private void Finish(ClassifierTraining session, ClassifierStart start, ExampleCounts counts, ExampleSet heldOut, ExampleSet? test)
    {
        var facts = new ClassifierFacts(
            start.Network, Path.GetFileName(files.Weights), start.Words, request.Recipe.Describe(), request.Recipe.Seed, counts, session.Epochs, session.Best!,
            session.Evaluate(heldOut), test is null ? null : session.Evaluate(test), session.Device);
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
    }
}
