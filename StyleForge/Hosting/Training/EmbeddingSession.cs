using System.Globalization;
using StyleForge.Models.Faces;
using StyleForge.Models.Tensors;
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
    : CurveSession<EmbeddingTraining, EmbeddingPoint, EmbeddingFacts>(environment, files, observer)
{
    private const string HeldOut = "held out";
    private const string Runs = "runs";

    // As many choices as the literature gives.
    private static readonly int[] Ways = [5, 20];

    private ExampleCounts? _counts;
    private ExampleSet? _heldOut;
    private OneShotRuns? _runs;

    /// <inheritdoc/>
    protected override int PicturesPerStep => request.Recipe.Classes * request.Recipe.Pictures;

    /// <inheritdoc/>
    protected override EmbeddingTraining Begin()
    {
        if (request.Views is not null && !request.Recipe.Augmentation.IsAny)
        {
            throw new CommandFailure("--views needs pictures that look different each time: change them by --rotate, --shear, --scale, --shift or --elastic, or leave it out.");
        }

        (var training, _heldOut, _runs) = ReadExamples();
        var session = EmbeddingTraining.Begin(training, _heldOut, request.Recipe, request.Device, request.Threads ?? Environment.ProcessorCount, Host.Time);
        var network = session.Describe().Description;
        _counts = new ExampleCounts(
            training.Labels.Count, training.Source, training.Examples.Count, _heldOut?.Examples.Count ?? 0, _runs?.Examples.Examples.Count ?? 0, training.Fingerprint);
        Observer.Observe(new ExamplesRead(_counts, network.Name, network.Describe(network.Facts.Source).Parameters));
        return session;
    }

    /// <inheritdoc/>
    protected override int StepsOf(EmbeddingTraining training) => request.Recipe.Steps;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> PartNamesOf(EmbeddingTraining training) => training.Ways > 0 ? ["open", "unseen"] : ["open"];

    /// <inheritdoc/>
    protected override TrainingPoint PointOf(EmbeddingPoint point) => new(point.Step, point.Loss, point.Unseen is { } unseen ? [point.Open, unseen] : [point.Open]);

    /// <inheritdoc/>
    protected override EmbeddingFacts Judge(EmbeddingTraining training, IReadOnlyList<(string Name, Tensor<float> Tensor)> weights)
    {
        var network = training.Describe();
        var (results, verifications) = (new List<OneShotResult>(), new List<(string, VerificationCurve)>());
        if (_heldOut is not null && OneShotTasks.MostWays(_heldOut) is > 1 and var most)
        {
            Ask(HeldOut, [.. Ways.Select(ways => Math.Min(ways, most)).Distinct().Select(ways => OneShotTasks.Draw(_heldOut, ways, request.Questions, request.Recipe.Seed))], _heldOut);
        }

        if (_runs is not null)
        {
            Ask(Runs, [OneShotTasks.Narrow(_runs.Tasks, Ways[0], request.Recipe.Seed), _runs.Tasks], _runs.Examples);
        }

        return new EmbeddingFacts(network, FileName, request.Describe(), request.Recipe.Seed, _counts!, results, verifications, training.Device);

        // The last are those of most choices: of those pairs most are of two classes, as in life.
        void Ask(string name, IReadOnlyList<IReadOnlyList<OneShotTask>> kinds, ExampleSet examples)
        {
            Answer(name, training.Embed(examples));
            if (request.Views is { } views)
            {
                Answer(string.Create(CultureInfo.InvariantCulture, $"{name} by {views} views"), training.Embed(examples, views));
            }

            void Answer(string own, IReadOnlyList<float[]> embeddings)
            {
                results.AddRange(kinds.Select(tasks => OneShotTasks.Answer(own, tasks, embeddings, network.Likeness)));
                verifications.Add((own, new VerificationCurve(OneShotTasks.Verify(kinds[^1], embeddings, network.Likeness))));
            }
        }
    }

    private (ExampleSet Training, ExampleSet? HeldOut, OneShotRuns? Runs) ReadExamples()
    {
        var options = new ExampleOptions { Channels = 1, Side = request.Size, Background = byte.MaxValue };
        using var loaders = new WorkerPool(request.Threads);
        var all = NestedFolders.Read(request.Data, options, loaders, progress => Observer.Observe(new PictureRead(progress)), Host.Interrupted);
        var (training, heldOut) = ClassSplit.Of(all, request.HeldOut, request.Recipe.Seed);
        var runs = request.Runs is null ? null : OneShotRuns.Read(request.Runs, options, loaders, Host.Interrupted);
        return (request.Turns ? TurnedClasses.Of(training) : training, heldOut, runs);
    }
}
