using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Examples;

namespace StyleForge.Hosting.Training;

/// <summary>Trains a classifier as a command line asks: from its files to its files.</summary>
/// <param name="environment">Clock and interruption.</param>
/// <param name="request">What is asked for.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class ClassifierSession(HostEnvironment environment, ClassifierRequest request, ClassifierFiles files, ITrainingObserver observer)
    : ExampleSession<ClassifierTraining, EpochPoint, ClassifierFacts>(environment, files, observer)
{
    private readonly ClassifierFiles _files = files;
    private TrainedClassifier? _network;
    private string _begun = string.Empty;
    private ExampleCounts? _counts;
    private ExampleSet? _heldOut;
    private ExampleSet? _test;

    /// <inheritdoc/>
    protected override ClassifierTraining Begin()
    {
        using var trained = request.From is null ? null : WeightFile.Read(request.From, WeightLimits.Default);
        (var network, var training, _heldOut, _test) = ReadExamples(trained);
        using var start = trained is null ? ClassifierStart.New(network, training, request.Recipe.Seed) : ClassifierStart.From(request.Network, trained, training, request.Recipe.Seed);
        (_network, _begun) = (start.Network, start.Words);
        var (described, recipe) = (start.Network.Description, request.Recipe);
        recipe = recipe with { Freeze = recipe.Freeze == ClassifierRequest.Features ? TapBeforeHead(described) : recipe.Freeze };
        _counts = new ExampleCounts(training.Labels.Count, training.Source, training.Examples.Count, _heldOut.Examples.Count, _test?.Examples.Count ?? 0, training.Fingerprint);
        Observer.Observe(new ExamplesRead(_counts, described.Name, described.Describe(described.Facts.Source).Parameters));
        return ClassifierTraining.Begin(start, training, _heldOut, recipe, request.Device, request.Threads ?? Environment.ProcessorCount, Host.Time);
    }

    /// <inheritdoc/>
    protected override int StepsOf(ClassifierTraining training) => training.Steps;

    /// <inheritdoc/>
    protected override void Add(ClassifierTraining training, EpochPoint point, TrainingLength length)
    {
        _files.Write(training.Epochs);
        Observer.Observe(new EpochDone(point, request.Recipe.Epochs, training.Best == point, Clock.Remaining));
    }

    /// <inheritdoc/>
    protected override ClassifierFacts Judge(ClassifierTraining training, IReadOnlyList<(string Name, Tensor<float> Tensor)> weights) => new(
        _network!, FileName, _begun, request.Recipe.Describe(), request.Recipe.Seed, _counts!, training.Epochs, training.Best!,
        training.Evaluate(_heldOut!), _test is null ? null : training.Evaluate(_test), training.Device);

    private static string TapBeforeHead(NetworkDescription network)
    {
        var head = network.IndexOfTap(network.Head().Tap);
        return network.Layers[network.Sources[head][0]].Tap;
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
            ExampleReader.Read(path, options, known, loaders, progress => Observer.Observe(new PictureRead(progress)), Host.Interrupted);
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
}
