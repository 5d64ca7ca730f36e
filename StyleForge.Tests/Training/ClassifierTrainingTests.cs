using System.Runtime.InteropServices;
using StyleForge.Models.Classification;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;
using TorchSharp;

namespace StyleForge.Tests.Training;

public sealed class ClassifierTrainingTests
{
    private static readonly ClassifierRecipe Short = new() { Epochs = 6, Batch = 16, LearningRate = 0.004 };

    [TorchFact]
    public void A_network_of_one_dimension_tells_waves_apart_and_cannot_where_labels_are_shuffled()
    {
        var (training, heldOut) = (Generated.Waves(240, 1), Generated.Waves(200, 2));

        Assert.InRange(Accuracy(training, heldOut, Short), 0.95, 1);
        Assert.InRange(Accuracy(Generated.Shuffled(training, 3), Generated.Shuffled(heldOut, 4), Short), 0.3, 0.65);
    }

    [TorchFact]
    public void A_network_of_three_dimensions_tells_balls_apart_and_cannot_where_labels_are_shuffled()
    {
        var (training, heldOut) = (Generated.Balls(120, 1), Generated.Balls(200, 2));

        Assert.InRange(Accuracy(training, heldOut, Short), 0.95, 1);
        Assert.InRange(Accuracy(Generated.Shuffled(training, 3), Generated.Shuffled(heldOut, 4), Short with { Epochs = 3 }), 0.3, 0.65);
    }

    [TorchTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_training_that_goes_on_from_a_checkpoint_ends_with_the_same_bytes(bool arePictures)
    {
        var (training, heldOut) = ExampleSplit.Of(arePictures ? Generated.Stripes([0, 45, 90], 30, 1) : Generated.Waves(60, 1), 0.2, 1);
        var recipe = new ClassifierRecipe { Epochs = 4, Batch = 20, WarmUp = 0.5, Smoothing = 0.1 };
        if (arePictures)
        {
            recipe = recipe with
            {
                Optimiser = new() { Kind = OptimiserKind.Nesterov },
                Patience = 2,
                Augmentation = new AugmentationOptions { Mirror = true, Crop = 0.2, Rotation = 5, Shear = 5, Colour = 0.1, Axes = 0.1 },
            };
        }

        using var start = ClassifierStart.New(arePictures ? LeNet.Mnist : SmallClassifiers.Signal, training, 1);
        using var whole = ClassifierTraining.Begin(start, training, heldOut, recipe, "cpu", 1, TimeProvider.System);
        whole.Run(_ => { }, _ => { }, CancellationToken.None);

        // Stopped in the middle of an epoch.
        using var stop = new CancellationTokenSource();
        using var first = ClassifierTraining.Begin(start, training, heldOut, recipe, "cpu", 1, TimeProvider.System);
        using var checkpoint = new MemoryStream();
        Assert.Throws<OperationCanceledException>(() => first.Run(_ => { }, state => state.Write(checkpoint), stop.Token, reach =>
        {
            if (reach.Step == 6)
            {
                stop.Cancel();
            }
        }));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("checkpoint"), checkpoint.ToArray());
        using var state = TrainingState.Read(folder.File("checkpoint"));
        using var second = ClassifierTraining.Begin(start, training, heldOut, recipe, "cpu", 1, TimeProvider.System);
        second.Resume(state);
        second.Run(_ => { }, _ => { }, CancellationToken.None);

        Assert.Equal((6, false), (state.Step, state.IsDone));
        Assert.Equal(whole.Epochs, second.Epochs);
        Assert.Equal(Bytes(whole), Bytes(second));

        using var other = ClassifierTraining.Begin(start, training, heldOut, recipe with { Seed = 2 }, "cpu", 1, TimeProvider.System);
        Assert.Contains("another recipe", Assert.Throws<ArgumentException>(() => other.Resume(state)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Transfer_from_other_classes_beats_training_anew_on_a_few_examples()
    {
        var (known, knownHeldOut) = ExampleSplit.Of(Generated.Stripes([0, 22, 45, 68, 90, 112, 135, 158], 40, 1), 0.2, 1);
        using var begun = ClassifierStart.New(LeNet.Mnist, known, 1);
        using var before = ClassifierTraining.Begin(begun, known, knownHeldOut, Short with { Epochs = 20 }, "cpu", 1, TimeProvider.System);
        before.Run(_ => { }, _ => { }, CancellationToken.None);
        using var folder = new TemporaryFolder();
        WriteWeights(folder.File("stripes"), before, begun.Network);

        double[] others = [11, 33, 56, 78, 101, 123];
        var (few, test) = (Generated.Stripes(others, 2, 2), Generated.Stripes(others, 60, 3));
        using var file = WeightFile.Read(folder.File("stripes"));
        using var transferred = ClassifierStart.From(null, file, few, 1);
        using var anew = ClassifierStart.New(LeNet.Mnist, few, 1);
        var recipe = Short with { Epochs = 30, Batch = 12 };
        using var head = ClassifierTraining.Begin(transferred, few, few, recipe with { Freeze = "flatten" }, "cpu", 1, TimeProvider.System);
        using var scratch = ClassifierTraining.Begin(anew, few, few, recipe, "cpu", 1, TimeProvider.System);
        head.Run(_ => { }, _ => { }, CancellationToken.None);
        scratch.Run(_ => { }, _ => { }, CancellationToken.None);

        var (with, without) = (head.Evaluate(test).Accuracy, scratch.Evaluate(test).Accuracy);
        Assert.True(with > without + 0.1, $"{with} with transfer, {without} without.");

        // Layers that are frozen are as they were, to the bit; the head is new.
        var weights = head.Weights();
        foreach (var (name, tensor) in weights)
        {
            Assert.Equal(name.StartsWith("fc.", StringComparison.Ordinal), !tensor.Span.SequenceEqual(transferred.Weights[name].Span));
            tensor.Dispose();
        }
    }

    [TorchFact]
    public void What_was_trained_works_on_the_managed_engine_and_says_the_same()
    {
        var (training, heldOut) = ExampleSplit.Of(Generated.Waves(100, 1), 0.3, 1);
        using var start = ClassifierStart.New(SmallClassifiers.Signal, training, 1);
        using var trained = ClassifierTraining.Begin(start, training, heldOut, Short with { Epochs = 2 }, "cpu", 1, TimeProvider.System);
        trained.Run(_ => { }, _ => { }, CancellationToken.None);
        var expected = trained.Evaluate(heldOut);
        using var folder = new TemporaryFolder();
        WriteWeights(folder.File("weights"), trained, start.Network);

        using var file = WeightFile.Read(folder.File("weights"));
        var classifier = TrainedClassifier.Read(file)!;
        using var network = Network<float>.Build(classifier.Description, file);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([heldOut.Examples.Count, .. heldOut.Source.Skip(1)], ["prob"], workers, pool, isForwardOnly: true);
        heldOut.Examples.SelectMany(example => MemoryMarshal.Cast<byte, float>(example.Samples).ToArray()).ToArray().CopyTo(run.Source.Span);
        run.Forward();
        using var seen = new Tensor<float>([heldOut.Examples.Count, 2]);
        run.Tap("prob").CopyTo(seen);

        var probabilities = seen.Span.ToArray().Chunk(2).ToArray();
        Assert.Equal(expected.Loss, heldOut.Examples.Zip(probabilities, (example, own) => -Math.Log(own[example.Label])).Average(), 1e-4);
        Assert.Equal(expected.Accuracy, heldOut.Examples.Zip(probabilities, (example, own) => own.Max().Equals(own[example.Label])).Average(isRight => isRight ? 1.0 : 0), 1e-9);
    }

    [TorchFact]
    public void A_training_leaves_no_tensor_behind()
    {
        TorchLibrary.Load(1);
        var alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var set = Generated.Stripes([0, 45, 90], 10, 1);
        var recipe = Short with { Epochs = 2, Smoothing = 0.1, Augmentation = new AugmentationOptions { Mirror = true, Rotation = 5, Colour = 0.1, Axes = 0.1 } };
        foreach (var own in (ClassifierRecipe[])[recipe, recipe with { Augmentation = new AugmentationOptions(), Freeze = "pool1", Optimiser = new() { Kind = OptimiserKind.Rmsprop } }])
        {
            using var start = ClassifierStart.New(LeNet.Mnist, set, 1);
            using var session = ClassifierTraining.Begin(start, set, set, own, "cpu", 1, TimeProvider.System);
            session.Run(_ => { }, _ => { }, CancellationToken.None);
            session.Evaluate(set);
        }

        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // Where torch.optim of libtorch 2.10 goes in five steps, with a weight decay of 0.1 and a momentum of 0.9.
    [TorchTheory]
    [InlineData(OptimiserKind.Sgd, 0.8259969, -1.702985, 0.43198684)]
    [InlineData(OptimiserKind.Momentum, 0.65813583, -1.2206174, 0.22685033)]
    [InlineData(OptimiserKind.Nesterov, 0.5208754, -1.0106027, 0.18962434)]
    [InlineData(OptimiserKind.Rmsprop, -1.1537323, -0.4187665, -0.59070075)]
    [InlineData(OptimiserKind.Adam, 0.76847166, -1.7500927, 0.31131703)]
    [InlineData(OptimiserKind.Adamw, 0.8091495, -1.7029854, 0.35686803)]
    public void Optimisers_move_as_those_of_libtorch_do(OptimiserKind kind, double first, double second, double third)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = torch.tensor([1f, -2f, 0.5f]);
        using var own = new Optimiser(new OptimiserOptions { Kind = kind, WeightDecay = 0.1 }, numbers);

        for (var step = 0; step < 5; step++)
        {
            own.Step(torch.tensor([0.3f * step, -1f, (float)Math.Sin(step)]), 0.05, step);
        }

        Assert.All(numbers.data<float>().ToArray().Zip([first, second, third]), pair => Assert.Equal(pair.Second, pair.First, 2e-6));
    }

    [TorchFact]
    public void Pictures_are_changed_as_asked_for_and_no_further()
    {
        using var scope = torch.NewDisposeScope();
        TorchLibrary.Load(1);
        var set = Generated.Stripes([0, 45], 8, 1);
        var pictures = (torch.arange(TorchArithmetic.Held(0), TorchArithmetic.Held(16 * 16 * 16), TorchArithmetic.One, torch.ScalarType.Float32) * TorchArithmetic.Held(1.0 / 4096)).view(16, 1, 16, 16);
        torch.Tensor Change(AugmentationOptions options) => new Augmenter(options, set).Change(pictures, new SplitMix64(1));

        Assert.Same(pictures, Change(new AugmentationOptions()));
        var mirrored = Change(new AugmentationOptions { Mirror = true });
        var flipped = pictures.flip(3);
        var isFlipped = Enumerable.Range(0, 16).Select(index => Distance(mirrored[index], flipped[index]) < 1e-5).ToArray();
        Assert.All(Enumerable.Range(0, 16), index => Assert.True(isFlipped[index] || Distance(mirrored[index], pictures[index]) < 1e-5));
        Assert.InRange(isFlipped.Count(own => own), 3, 13);

        // A square of at least half the side, within the picture: nothing new comes in, and the mean stays within what there was.
        var cropped = Change(new AugmentationOptions { Crop = 0.5 });
        Assert.True((cropped.amin([1L, 2L, 3L]) - pictures.amin([1L, 2L, 3L])).min().item<float>() >= -1e-5);
        Assert.True((cropped.amax([1L, 2L, 3L]) - pictures.amax([1L, 2L, 3L])).max().item<float>() <= 1e-5);
        Assert.InRange(Distance(cropped, pictures), 1e-4, 1);

        // Half a turn at most changes nothing of a picture that looks the same from every side.
        var round = torch.linspace(-1, 1, 16).Squared();
        pictures = round.view(1, 1, 1, 16).Plus(round.view(1, 1, 16, 1)).expand(16, 1, 16, 16).mul(TorchArithmetic.Held(0.4)).contiguous();
        var turned = Change(new AugmentationOptions { Rotation = 180 });
        Assert.InRange(Distance(turned.narrow(2, 5, 6).narrow(3, 5, 6), pictures.narrow(2, 5, 6).narrow(3, 5, 6)), 0, 0.02);
        Assert.InRange(Distance(Change(new AugmentationOptions { Shear = 30 }), pictures), 1e-3, 0.4);
        var coloured = Change(new AugmentationOptions { Colour = 0.1, Axes = 0.1 });
        Assert.InRange(Distance(coloured, pictures), 1e-3, 0.3);
        Assert.InRange(coloured.amin().item<float>(), 0, 1);
    }

    [Fact]
    public void The_learning_rate_rises_and_falls_as_its_schedule_says()
    {
        var recipe = new ClassifierRecipe { Epochs = 10, LearningRate = 1, WarmUp = 2, StepEvery = 4, StepFactor = 0.5 };

        Assert.Equal([0, 0.5, 1, 0.5, 0], ((double[])[0, 1, 2, 6, 10]).Select(epochs => Math.Round(recipe.RateAt(epochs), 9)));
        Assert.Equal([0.5, 1, 0.5, 0.25], ((double[])[1, 3.9, 4, 9]).Select((recipe with { Schedule = ScheduleKind.Step }).RateAt));
        Assert.Equal([1, 1], ((double[])[2, 9]).Select((recipe with { Schedule = ScheduleKind.Constant }).RateAt));
        Assert.Equal((0.01, 0.001), (new ClassifierRecipe { Optimiser = new() { Kind = OptimiserKind.Nesterov } }.Rate, new ClassifierRecipe().Rate));
    }

    [TorchFact]
    public void A_training_ends_early_where_nothing_gets_better_and_keeps_the_best_epoch()
    {
        var (training, heldOut) = ExampleSplit.Of(Generated.Shuffled(Generated.Stripes([0, 45], 30, 1), 2), 0.3, 1);
        using var start = ClassifierStart.New(LeNet.LeNet5, training, 1);
        using var session = ClassifierTraining.Begin(start, training, heldOut, Short with { Epochs = 60, Patience = 3 }, "cpu", 1, TimeProvider.System);
        session.Run(_ => { }, _ => { }, CancellationToken.None);

        Assert.InRange(session.Epochs.Count, 4, 59);
        Assert.Equal(session.Epochs.Count - 3, session.Best!.Epoch);
        Assert.Equal(session.Best.HeldOutAccuracy, session.Evaluate(heldOut).Accuracy, 1e-6);
    }

    private static double Distance(torch.Tensor one, torch.Tensor other) => (one - other).abs().max().item<float>();

    private static double Accuracy(ExampleSet training, ExampleSet heldOut, ClassifierRecipe recipe)
    {
        using var start = ClassifierStart.New(training.Source.Rank == 3 ? SmallClassifiers.Signal : SmallClassifiers.Volume, training, 1);
        using var session = ClassifierTraining.Begin(start, training, heldOut, recipe, "cpu", 1, TimeProvider.System);
        session.Run(_ => { }, _ => { }, CancellationToken.None);
        return session.Evaluate(heldOut).Accuracy;
    }

    private static byte[] Bytes(ClassifierTraining training)
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

    private static void WriteWeights(string path, ClassifierTraining training, TrainedClassifier network)
    {
        var weights = training.Weights();
        WeightFile.Write(path, weights, network.Metadata());
        foreach (var (_, tensor) in weights)
        {
            tensor.Dispose();
        }
    }
}
