using StyleForge.Models.Classification;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Embeddings;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;
using TorchSharp;

namespace StyleForge.Tests.Training;

public sealed class EmbeddingTrainingTests
{
    private static readonly EmbeddingRecipe Short = new() { Channels = 16, Steps = 70, Classes = 12, Pictures = 4, LearningRate = 0.005, PointEvery = 25 };

    private static readonly ExampleSet Known = Generated.Signs(0, 40, 8, 1);

    private static readonly ExampleSet Unknown = Generated.Signs(40, 20, 8, 1);

    [TorchTheory]
    [InlineData(EmbeddingLoss.Triplet)]
    [InlineData(EmbeddingLoss.SiameseLogistic)]
    [InlineData(EmbeddingLoss.SiameseChiSquare)]
    public void Signs_that_were_never_seen_are_told_apart_after_a_training_and_not_after_one_on_shuffled_labels(EmbeddingLoss loss)
    {
        var trained = Accuracy(Known, Short with { Loss = loss });
        var shuffled = Accuracy(Generated.Shuffled(Known, 3), Short with { Loss = loss });

        Assert.True(trained > 0.5 && shuffled < trained - 0.15, $"{trained} after training, {shuffled} after training on shuffled labels.");
    }

    [TorchTheory]
    [InlineData(EmbeddingLoss.Triplet, 0)]
    [InlineData(EmbeddingLoss.SiameseChiSquare, 0.5)]
    public void A_training_that_goes_on_from_a_checkpoint_ends_with_the_same_bytes(EmbeddingLoss loss, double oneGroup)
    {
        var recipe = Short with
        {
            Loss = loss,
            Steps = 10,
            PointEvery = 4,
            OneGroup = oneGroup,
            Augmentation = new AugmentationOptions { Rotation = 5, Shear = 5, Scale = 0.2, Shift = 0.1, Elastic = 0.02 },
        };
        var points = new List<EmbeddingPoint>();
        using var whole = Begin(Known, recipe);
        whole.Run(points.Add, _ => { }, CancellationToken.None);

        // Stopped between two points.
        using var stop = new CancellationTokenSource();
        var parts = new List<EmbeddingPoint>();
        using var first = Begin(Known, recipe);
        using var checkpoint = new MemoryStream();
        Assert.Throws<OperationCanceledException>(() => first.Run(parts.Add, state => state.Write(checkpoint), stop.Token, reach =>
        {
            if (reach.Step == 6)
            {
                stop.Cancel();
            }
        }));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("checkpoint"), checkpoint.ToArray());
        using var state = TrainingState.Read(folder.File("checkpoint"));
        using var second = Begin(Known, recipe);
        second.Resume(state);
        second.Run(parts.Add, _ => { }, CancellationToken.None);

        Assert.Equal((6, false), (state.Step, state.IsDone));
        Assert.Equal([4, 8, 10], points.Select(point => point.Step));
        Assert.Equal(points, parts);
        Assert.Equal(Bytes(whole), Bytes(second));

        using var other = Begin(Known, recipe with { Seed = 2 });
        Assert.Contains("another recipe", Assert.Throws<ArgumentException>(() => other.Resume(state)).Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData(EmbeddingLoss.Triplet)]
    [InlineData(EmbeddingLoss.SiameseLogistic)]
    public void The_managed_engine_gives_the_same_embeddings_and_the_file_says_how_to_compare_them(EmbeddingLoss loss)
    {
        using var trained = Begin(Known, Short with { Loss = loss, Steps = 10 });
        trained.Run(_ => { }, _ => { }, CancellationToken.None);
        var expected = trained.Embed(Unknown);
        using var folder = new TemporaryFolder();
        var weights = trained.Weights();
        WeightFile.Write(folder.File("weights"), weights, trained.Describe().Metadata());
        foreach (var (_, tensor) in weights)
        {
            tensor.Dispose();
        }

        using var file = WeightFile.Read(folder.File("weights"));
        var embedding = TrainedEmbedding.Read(file)!;
        using var network = Network<float>.Build(embedding.Description, file);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([Unknown.Examples.Count, 1, 20, 20], [GlyphNet.Embedding], workers, pool, isForwardOnly: true);
        Unknown.Examples.SelectMany(example => example.Samples.Select(sample => sample / 255f)).ToArray().CopyTo(run.Source.Span);
        run.Forward();
        using var seen = new Tensor<float>(run.ShapeOf(GlyphNet.Embedding));
        run.Tap(GlyphNet.Embedding).CopyTo(seen);

        foreach (var (own, theirs) in seen.Span.ToArray().Chunk(16).Zip(expected))
        {
            Likeness.Normalise(own);
            Assert.All(own.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }

        var likeness = trained.Describe().Likeness;
        Assert.Equal(likeness.Unlikeness(expected[0], expected[1]), embedding.Likeness.Unlikeness(expected[0], expected[1]));
        Assert.Equal(loss == EmbeddingLoss.Triplet ? LikenessKind.Distance : LikenessKind.Logistic, embedding.Likeness.Kind);
    }

    [TorchFact]
    public void Steps_of_one_group_need_groups()
    {
        var set = new ExampleSet(["a", "b"], Known.Source, true, [.. Known.Examples.Take(16).Select((example, place) => example with { Label = place % 2 })]);

        Assert.StartsWith("Steps of one group (--one-group) need a group", Assert.Throws<ArgumentException>(() => Begin(set, Short with { OneGroup = 0.5 })).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_training_leaves_no_tensor_behind()
    {
        TorchLibrary.Load(1);
        var alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach (var loss in Enum.GetValues<EmbeddingLoss>())
        {
            using var session = Begin(Known, Short with { Loss = loss, Steps = 3, Augmentation = new AugmentationOptions { Rotation = 5, Elastic = 0.02 } });
            session.Run(_ => { }, _ => { }, CancellationToken.None);
            session.Embed(Unknown);
        }

        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static EmbeddingTraining Begin(ExampleSet training, EmbeddingRecipe recipe) => EmbeddingTraining.Begin(training, Unknown, recipe, "cpu", 1, TimeProvider.System);

    private static double Accuracy(ExampleSet training, EmbeddingRecipe recipe)
    {
        using var session = Begin(training, recipe);
        session.Run(_ => { }, _ => { }, CancellationToken.None);
        return OneShotTasks.Answer("unseen", OneShotTasks.Draw(Unknown, 20, 500, 1), session.Embed(Unknown), session.Describe().Likeness).Accuracy;
    }

    private static byte[] Bytes(EmbeddingTraining training)
    {
        using var stream = new MemoryStream();
        var weights = training.Weights();
        SafetensorsWriter.Write(stream, weights, new Dictionary<string, string>());
        foreach (var (_, tensor) in weights)
        {
            tensor.Dispose();
        }

        return stream.ToArray();
    }
}
