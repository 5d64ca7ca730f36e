using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Features;
using StyleForge.Training.Learning;
using StyleForge.Training.Networks;
using TorchSharp;

namespace StyleForge.Tests.Training;

public sealed class FeatureTrainingTests : IDisposable
{
    private readonly Toy _toy = new();

    public void Dispose() => _toy.Dispose();

    [TorchTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_loss_falls(double forced)
    {
        using var training = _toy.Begin(Toy.Recipe with { Steps = 240, LearningRate = 0.004, Averaging = 0, Forced = forced });
        var points = new List<TrainingPoint>();

        training.Run(points.Add, _ => { }, CancellationToken.None);

        Assert.Equal(48, points.Count);
        Assert.Equal(["features relu1_1", "features relu1_2", "features relu2_1", "differences relu1_1", "differences relu1_2", "differences relu2_1"], training.PartNames);
        for (var part = 0; part < training.PartNames.Count; part++)
        {
            Assert.True(points[^1].Parts[part] < 0.8 * points[0].Parts[part], $"{training.PartNames[part]} went from {points[0].Parts[part]} to {points[^1].Parts[part]}.");
        }
    }

    [TorchFact]
    public void A_training_that_goes_on_from_a_checkpoint_ends_with_the_same_bytes()
    {
        var whole = Train(Toy.Recipe, out var points);

        // Stopped in the middle of a point of the curve and of a transfer's life.
        using var stop = new CancellationTokenSource();
        using var first = _toy.Begin(Toy.Recipe);
        var checkpoint = new MemoryStream();
        var early = new List<TrainingPoint>();
        Assert.Throws<OperationCanceledException>(() => first.Run(early.Add, state => Write(state, checkpoint), stop.Token, reach => StopAt(stop, reach, 23)));

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("checkpoint"), checkpoint.ToArray());
        using var state = TrainingState.Read(folder.File("checkpoint"));
        Assert.Equal((23, false), (state.Step, state.IsDone));
        using var second = _toy.Begin(Toy.Recipe);
        second.Resume(state);
        second.Run(early.Add, _ => { }, CancellationToken.None);

        Assert.Equal(whole, Bytes(second));
        Assert.Equal(points.Select(point => (point.Step, point.Loss)), early.Select(point => (point.Step, point.Loss)));
    }

    [TorchFact]
    public void Another_seed_gives_another_network_and_the_same_one_the_same()
    {
        var recipe = Toy.Recipe with { Steps = 3 };
        var first = Train(recipe, out _);

        Assert.Equal(first, Train(recipe, out _));
        Assert.NotEqual(first, Train(recipe with { Seed = 2 }, out _));
        Assert.NotEqual(first, Train(recipe with { TapWeights = new Dictionary<string, double> { ["relu2_1"] = 0 } }, out _));
    }

    [TorchFact]
    public void A_checkpoint_never_holds_what_is_no_number()
    {
        using var training = _toy.Begin(Toy.Recipe);
        using var stop = new CancellationTokenSource();
        var good = new MemoryStream();
        Assert.Throws<OperationCanceledException>(() => training.Run(_ => { }, state => Write(state, good), stop.Token, reach => StopAt(stop, reach, 2)));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("checkpoint"), good.ToArray());
        using var state = TrainingState.Read(folder.File("checkpoint"));
        state.Tensors.Single(pair => pair.Name == "biases").Tensor.Span[0] = float.NaN;
        using var again = new CancellationTokenSource();
        training.Resume(state);

        var failure = Assert.Throws<OptimisationException>(() => training.Run(_ => { }, _ => Assert.Fail("It was saved."), again.Token, reach => StopAt(again, reach, 3)));

        Assert.Contains("is no longer a number at step 3: lower the learning rate", failure.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_device_that_fails_is_a_sentence()
    {
        Assert.Equal(
            "The device has too little memory for this training: lower --pairs or --side, or give --device cpu.",
            Assert.Throws<BackendMemoryException>(() => TrainingDevice.Guard(() => torch.empty([1L << 45]), "--pairs or --side")).Message);
        Assert.Equal(
            "The device failed at the training (shape '[3]' is invalid for input of size 8): give --device cpu.",
            Assert.Throws<BackendException>(() => TrainingDevice.Guard(() => torch.zeros(8).view(3), "--pairs or --side")).Message);
    }

    [TorchFact]
    public void Checkpoints_of_other_recipes_and_broken_ones_are_refused()
    {
        using var training = _toy.Begin(Toy.Recipe);
        TrainingState Of(string recipe, int weights) => new(3, 1, false, recipe, [("weights", new Tensor<float>([weights]))]);

        using var other = Of("another", 1);
        Assert.Contains("another", Assert.Throws<ArgumentException>(() => training.Resume(other)).Message, StringComparison.Ordinal);
        using var broken = Of(training.Recipe, 5);
        Assert.Contains("lacks", Assert.Throws<ArgumentException>(() => training.Resume(broken)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void The_managed_engine_sees_with_the_exported_weights_what_the_student_sees()
    {
        using var student = new Student(Toy.Student, 1, torch.CPU);
        using var scope = torch.NewDisposeScope();
        using var free = torch.no_grad();
        float[] numbers = [.. Enumerable.Range(0, 3 * 20 * 18).Select(i => (float)((Math.Sin(i * 0.7) + 1) / 2))];
        var picture = torch.tensor(numbers, [1, 3, 20, 18]);

        // Centres that are not 0, so that there is something to fold.
        student.Centre(student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32), 1, []);
        var seen = student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32);
        double?[] means = [2.5, 0.75, null];
        using var weights = new WeightSet("toy", new string('0', 64), student.Export(TapScales.Scale(student.Kernels(), means)));
        using var network = Network<float>.Build(Toy.Student, weights, new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect });
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 20, 18], student.Taps, workers, pool, isForwardOnly: true);
        numbers.CopyTo(run.Source.Span);
        run.Forward();

        foreach (var (tap, mean) in student.Taps.Zip(means))
        {
            using var own = new Tensor<float>(run.Tap(tap).Shape);
            run.Tap(tap).CopyTo(own);
            var expected = CropCutterTests.Numbers(seen[tap].Over(mean ?? 1));
            Assert.True(expected.Max() > 0.1);
            Assert.All(expected.Zip(own.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [TorchFact]
    public void Layers_see_what_they_are_given_and_leave_those_before_in_peace()
    {
        using var student = new Student(Toy.Student, 1, torch.CPU);
        using var scope = torch.NewDisposeScope();
        var picture = torch.tensor([.. Enumerable.Range(0, 3 * 256).Select(i => (float)((Math.Sin(i * 1.3) + 1) / 2))], [1, 3, 16, 16]);
        var plain = student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32);

        var forced = student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32, (tap, own) => tap == "relu1_1" ? own.detach().Times(2) : own);

        // Without biases and centres the layers are homogeneous: twice as much in, twice as much out. The tap itself shows the student's own.
        Assert.Equal(CropCutterTests.Numbers(plain["relu1_1"].detach()), CropCutterTests.Numbers(forced["relu1_1"].detach()));
        Assert.All(
            CropCutterTests.Numbers(plain["relu2_1"].Times(2).detach()).Zip(CropCutterTests.Numbers(forced["relu2_1"].detach())), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        forced["relu2_1"].Squared().sum().backward();
        var gradients = student.Weights.Views(student.Weights.Numbers.grad!).Select(part => part.abs().sum().item<float>()).ToArray();
        Assert.Equal(0, gradients[0]);
        Assert.All(gradients[1..], gradient => Assert.True(gradient > 0));
    }

    [TorchFact]
    public void Centring_changes_coordinates_and_nothing_that_is_seen()
    {
        using var student = new Student(Toy.Student, 3, torch.CPU);
        using var scope = torch.NewDisposeScope();
        using var free = torch.no_grad();
        var picture = torch.tensor([.. Enumerable.Range(0, 3 * 256).Select(i => (float)((Math.Sin(i * 1.3) + 1) / 2))], [1, 3, 16, 16]);
        var before = student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32);
        var biases = CropCutterTests.Numbers(student.Biases.Numbers.detach().clone());

        student.Centre(before, 0.7, []);

        var after = student.Run(picture, student.Kernels(), student.Taps, torch.ScalarType.Float32);
        Assert.NotEqual(biases, CropCutterTests.Numbers(student.Biases.Numbers.detach()));
        Assert.All(student.Taps, tap => Assert.All(
            CropCutterTests.Numbers(before[tap]).Zip(CropCutterTests.Numbers(after[tap])), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)));
    }

    [Fact]
    public void A_tap_is_taught_by_the_first_that_reaches_it()
    {
        using var none = RandomWeights.Make(Vgg.ForgeOf([[1]]), 1);
        TeacherSource Teacher(params int[] convolutions) => new(Vgg.ForgeOf([.. convolutions.Select(count => Enumerable.Repeat(4, count).ToArray())]), none);
        var student = Vgg.ForgeOf([[4, 4], [4, 4], [4, 4, 4], [4, 4, 4], [4]]);

        var shares = TeacherSource.Share(student, [Teacher(2, 2, 3), Teacher(2, 2, 4, 4, 1)]);

        Assert.Equal("relu1_1 relu1_2 relu2_1 relu2_2 relu3_1 relu3_2 relu3_3", string.Join(' ', shares[0].Keys));
        Assert.Equal("relu4_1:relu4_1 relu4_2:relu4_2 relu4_3:relu4_4 relu5_1:relu5_1", string.Join(' ', shares[1].Select(pair => $"{pair.Key}:{pair.Value}")));
        Assert.StartsWith(
            "No teacher reaches relu4_1, which the student has: ", Assert.Throws<ArgumentException>(() => TeacherSource.Share(student, [Teacher(2, 2, 3)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_step_rises_and_falls()
    {
        var recipe = new FeatureRecipe { LearningRate = 2 };

        Assert.InRange(recipe.LearningRateAt(0), 0, 0.01);
        Assert.InRange(recipe.LearningRateAt(0.02), 1.99, 2);
        Assert.Equal(1, recipe.LearningRateAt(0.5), 12);
        Assert.Equal(0, recipe.LearningRateAt(1), 12);
    }

    private static void StopAt(CancellationTokenSource stop, TrainingReach reach, int step)
    {
        if (reach.Step == step)
        {
            stop.Cancel();
        }
    }

    private static void Write(TrainingState state, MemoryStream destination)
    {
        destination.SetLength(0);
        state.Write(destination);
    }

    private static string Bytes(FeatureTraining training)
    {
        var weights = training.Weights();
        using var file = new MemoryStream();
        SafetensorsWriter.Write(file, weights, new Dictionary<string, string>());
        foreach (var (_, tensor) in weights)
        {
            tensor.Dispose();
        }

        return Convert.ToHexString(file.ToArray());
    }

    private string Train(FeatureRecipe recipe, out List<TrainingPoint> points)
    {
        points = [];
        using var training = _toy.Begin(recipe);
        training.Run(points.Add, _ => { }, CancellationToken.None);
        return Bytes(training);
    }
}
