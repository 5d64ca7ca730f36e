using StyleForge.Models.Detection;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;
using StyleForge.Training.Learning;
using static TorchSharp.torch;

namespace StyleForge.Tests.Training.Detectors;

public sealed class DetectorTrainingTests
{
    private static readonly Anchor[] Anchors = [new(16, 16), new(21, 21), new(27, 27)];

    [Fact]
    public void Boxes_go_where_their_pictures_go()
    {
        // A white box on black, whatever is done to it: what is bright lies within the box that is said, and fills it.
        var frame = new float[3 * 64 * 64];
        var box = new Box(20, 24, 44, 40);
        for (var at = 0; at < frame.Length; at++)
        {
            frame[at] = at % 64 is >= 20 and < 44 && at / 64 % 64 is >= 24 and < 40 ? 1 : 0;
        }

        var order = new ExampleOrder([new DetectorExample(frame, [new AnnotatedObject(box, 0)])], 64, 64, new DetectorRecipe { Batch = 1, Colour = 0 });
        for (var trial = 0; trial < 50; trial++)
        {
            var (frames, objects) = order.Take(trial);
            var found = Assert.Single(objects[0]).Box;
            var bright = Enumerable.Range(0, 64 * 64).Where(at => frames[at] > 0.6f).ToArray();

            Assert.Equal(found.Left, bright.Min(at => at % 64), 1.0);
            Assert.Equal(found.Right, bright.Max(at => at % 64) + 1, 1.0);
            Assert.Equal(found.Top, bright.Min(at => at / 64), 1.0);
            Assert.Equal(found.Bottom, bright.Max(at => at / 64) + 1, 1.0);
        }
    }

    [TorchTheory]
    [InlineData(OptimiserKind.Adam, false)]
    [InlineData(OptimiserKind.Nesterov, false)]
    [InlineData(OptimiserKind.Adam, true)]
    public void A_training_that_goes_on_from_a_checkpoint_ends_with_the_same_bits(OptimiserKind kind, bool isTwoStage)
    {
        IDetectorDescription detector = isTwoStage ? RegionDetector.Small(32, Anchors, SceneGenerator.Shapes) : GridDetector.Small(32, Anchors, SceneGenerator.Shapes);
        var recipe = new DetectorRecipe { Steps = 6, Batch = 2, PointEvery = 4, Optimiser = new() { Kind = kind, WeightDecay = 0.01 } };
        DetectorExample[] examples = [.. Enumerable.Range(0, 5).Select(number => new SceneGenerator(1, 32).Make(number)).Select(scene => DetectorExample.Of(scene.Picture, scene.Objects, detector))];
        var (wholePoints, points) = (new List<TrainingPoint>(), new List<TrainingPoint>());
        using var whole = Begin(recipe);
        whole.Run(wholePoints.Add, _ => { }, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        using var first = Begin(recipe);
        using var checkpoint = new MemoryStream();
        Assert.Throws<OperationCanceledException>(() => first.Run(points.Add, state => state.Write(checkpoint), stop.Token, reach =>
        {
            if (reach.Step == 3)
            {
                stop.Cancel();
            }
        }));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("checkpoint"), checkpoint.ToArray());
        using var state = TrainingState.Read(folder.File("checkpoint"));
        using var second = Begin(recipe);
        second.Resume(state);
        second.Run(points.Add, _ => { }, CancellationToken.None);

        Assert.Equal((3, false), (state.Step, state.IsDone));
        Assert.Equal([4, 6], points.Select(point => point.Step));
        Assert.Equal(wholePoints.Select(point => point.Loss), points.Select(point => point.Loss));
        Assert.All(points, point => Assert.Equal(point.Loss, point.Parts.Sum(), 1e-9));
        Assert.Equal(isTwoStage ? ["proposals", "regions", "classes", "boxes"] : ["boxes", "objects", "classes"], second.PartNames);
        Assert.Equal(Numbers(whole), Numbers(second));
        Assert.All(Numbers(second), number => Assert.True(float.IsFinite(number)));

        using var other = Begin(recipe with { Seed = 2 });
        Assert.Contains("another recipe", Assert.Throws<ArgumentException>(() => other.Resume(state)).Message, StringComparison.Ordinal);
        using var fewer = DetectorTraining.Begin(detector, examples[1..], recipe, "cpu", 2, TimeProvider.System);
        Assert.NotEqual(whole.Recipe, fewer.Recipe);

        DetectorTraining Begin(DetectorRecipe own) => DetectorTraining.Begin(detector, examples, own, "cpu", 2, TimeProvider.System);

        static float[] Numbers(DetectorTraining training)
        {
            var trained = training.Weights();
            var numbers = trained.SelectMany(pair => pair.Tensor.Span.ToArray()).ToArray();
            foreach (var (_, tensor) in trained)
            {
                tensor.Dispose();
            }

            return numbers;
        }
    }

    [TorchTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_leaves_no_tensor_behind(bool isTwoStage)
    {
        TorchLibrary.Load(threads: 2);
        var alive = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        IDetectorDescription detector = isTwoStage ? RegionDetector.Small(32, Anchors, SceneGenerator.Shapes) : GridDetector.Small(32, Anchors, SceneGenerator.Shapes);
        var scene = new SceneGenerator(1, 32).Make(0);
        using (var training = DetectorTraining.Begin(detector, [DetectorExample.Of(scene.Picture, scene.Objects, detector)], new DetectorRecipe { Steps = 3, Batch = 2 }, "cpu", 2, TimeProvider.System))
        {
            training.Run(_ => { }, _ => { }, CancellationToken.None);
        }

        Assert.Equal(alive, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TorchFact]
    public void The_loss_is_the_sum_that_its_definition_says()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        var head = new DetectionHead("one", [new Anchor(20, 20), new Anchor(40, 40)], 2);
        var numbers = new float[14 * 4];
        new StyleForge.Models.Fitting.SplitMix64(3).FillNormal(numbers, 1);
        var annotated = new AnnotatedObject(Box.Around(40, 24, 22, 18), 1);

        var loss = new GridLoss(head, 64, 64).Of(new Dictionary<string, Tensor> { ["one"] = tensor(numbers, [1, 14, 2, 2]) }, [[annotated]], 0).sum().item<float>();

        // The object's cell is the upper right one; the first anchor answers for it, and the second is not nearly as good.
        var expected = 0.0;
        for (var anchor = 0; anchor < 2; anchor++)
        {
            for (var cell = 0; cell < 4; cell++)
            {
                double At(int number) => numbers[(((anchor * 7) + number) * 4) + cell];
                if (anchor == 0 && cell == 1)
                {
                    expected += 5 * (Square(Logistic(At(0)) - 0.25) + Square(Logistic(At(1)) - 0.75) + Square(At(2) - Math.Log(22 / 20.0)) + Square(At(3) - Math.Log(18 / 20.0)));
                    expected -= Math.Log(Logistic(At(4))) + Math.Log(Math.Exp(At(6)) / (Math.Exp(At(5)) + Math.Exp(At(6))));
                }
                else
                {
                    expected -= 0.5 * Math.Log(1 - Logistic(At(4)));
                }
            }
        }

        Assert.Equal(expected, loss, 1e-4);

        static double Square(double x) => x * x;

        static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void What_a_file_says_of_its_detector_is_read_again_and_what_it_does_not_is_refused()
    {
        var detector = GridDetector.Small(64, Anchors, ["cat", "dog"]);
        using var weights = new WeightSet("it", new string('0', 64), [], TrainedDetector.Metadata(detector));

        var read = TrainedDetector.Read(weights);

        Assert.Equal(detector.Classes, read.Classes);
        Assert.Equal(Anchors, Assert.IsType<GridDetector>(read).Heads[0].Anchors);
        Assert.Equal(64, read.Width);
        Assert.Equal(detector.Network.Layers, Assert.Single(read.Networks).Layers);
        Assert.All(
            new Dictionary<string, string>[] { [], new(TrainedDetector.Metadata(detector)) { ["styleforge_side"] = "67" }, new(TrainedDetector.Metadata(detector)) { ["styleforge_anchors"] = "[[1]]" } },
            metadata =>
            {
                using var strange = new WeightSet("it", new string('0', 64), [], metadata);
                Assert.StartsWith("'it' does not say which detector it holds", Assert.Throws<WeightFormatException>(() => TrainedDetector.Read(strange)).Message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void A_file_says_which_kind_of_detector_it_holds()
    {
        var detector = OneObjectDetector.Small(64, ["cat", "dog"], new LandmarkScheme(["nose", "tail"], [(0, 1)]));
        using var weights = new WeightSet("it", new string('0', 64), [], TrainedDetector.Metadata(detector));

        var read = Assert.IsType<OneObjectDetector>(TrainedDetector.Read(weights));

        Assert.Equal(detector.Classes, read.Classes);
        Assert.Equal(detector.Landmarks, read.Landmarks);
        Assert.Equal(detector.Network.Layers.Select(layer => (layer.Name, layer.Tap, layer.Summary, layer.ParameterCount)), read.Network.Layers.Select(layer => (layer.Name, layer.Tap, layer.Summary, layer.ParameterCount)));
    }
}
