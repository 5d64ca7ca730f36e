using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Engine.Detection;

public sealed class TwoStageDetectorTests
{
    private static readonly RegionDetector Detector = RegionDetector.Small(32, [new Anchor(16, 16)], ["ball", "box"]);

    // Filters of zeros and biases that say it: every anchor is a region, and every region a ball that lies an eighth of its width to the right.
    [Fact]
    public void Every_region_that_is_proposed_is_looked_at_and_moved_on_the_picture()
    {
        using var workers = new WorkerPool(2);
        using var weights = Quiet();
        weights["objectness.bias"].Span[0] = 2;
        float[] scores = [0, 3, 1], boxes = [1.25f, 0, 0, 0, 0, 0, 0, 0];
        scores.CopyTo(weights["scores.bias"].Span);
        boxes.CopyTo(weights["boxes.bias"].Span);
        using var detector = TrainedObjectDetector.Of(weights, workers);

        var found = detector.Detect(new Picture(64, 32), 0.5, SuppressionOptions.Default with { Overlap = 0.9 });

        // A picture twice as wide as high lies in the middle half of the frame: of what is above and below it only what reaches into it counts.
        var expected = from box in Detector.AnchorBoxes
                       let region = box.Within(32, 32)
                       let moved = region.Moved(region.Width / 8, 0).Within(32, 32)
                       select new Box(2 * moved.Left, 2 * (moved.Top - 8), 2 * moved.Right, 2 * (moved.Bottom - 8)).Within(64, 32);
        Assert.Equal("small-two-stage", detector.Description.Name);
        Assert.Equal(16, found.Count);
        Assert.All(found, each => Assert.Equal((0, Math.Exp(3) / (1 + Math.Exp(3) + Math.E)), (each.Class, Math.Round(each.Score, 6)), (one, other) => one.Item1 == other.Item1 && Math.Abs(one.Item2 - other.Item2) < 1e-5));
        Assert.Equal(expected.Select(Rounded).Order(), found.Select(each => Rounded(each.Box)).Order());

        static string Rounded(Box box) => $"{box.Left:0.000} {box.Top:0.000} {box.Right:0.000} {box.Bottom:0.000}";
    }

    [Fact]
    public void The_number_of_threads_does_not_change_what_is_found()
    {
        using var weights = Random(4);
        var picture = new Picture(40, 32);
        new SplitMix64(1).FillNormal(picture.Samples, 0.3);

        var (one, three) = (Find(1), Find(3));

        Assert.NotEmpty(one);
        Assert.Equal(one, three);

        IReadOnlyList<DetectedObject> Find(int threads)
        {
            using var workers = new WorkerPool(threads);
            using var detector = TrainedObjectDetector.Of(weights, workers);
            return detector.Detect(picture, 0.1, SuppressionOptions.Default);
        }
    }

    [Fact]
    public void A_file_that_has_lost_a_part_is_refused_with_its_name()
    {
        using var workers = new WorkerPool(1);
        using var whole = Random(2);
        using var headless = Without(whole, "scores.weight");
        using var other = new WeightSet("other.safetensors", whole.Sha256, Copies(whole), TrainedDetector.Metadata(RegionDetector.Small(32, [new Anchor(16, 16)], ["ball"])));

        Assert.Equal(
            "'it.safetensors' says that it holds a small-two-stage of 2 classes, but its 'scores.weight' is missing: take a whole copy, or train it again.",
            Assert.Throws<WeightFormatException>(() => TrainedObjectDetector.Of(headless, workers)).Message);
        Assert.Equal(
            "'other.safetensors' says that it holds a small-two-stage of 1 class, but its 'scores.weight' is 3×64, not 2×64: take a whole copy, or train it again.",
            Assert.Throws<WeightFormatException>(() => TrainedObjectDetector.Of(other, workers)).Message);
    }

    private static WeightSet Quiet()
    {
        var weights = Random(1);
        foreach (var name in weights.Names.Where(name => name is "objectness.weight" or "deltas.weight" or "scores.weight" or "boxes.weight"))
        {
            weights[name].Span.Clear();
        }

        return weights;
    }

    private static WeightSet Random(ulong seed)
    {
        using var network = RandomWeights.Make(Detector.Network, seed);
        using var head = RandomWeights.Make(Detector.Head, seed);
        return new WeightSet("it.safetensors", network.Sha256, [.. Copies(network), .. Copies(head)], TrainedDetector.Metadata(Detector));
    }

    private static WeightSet Without(WeightSet weights, string name) => new(weights.Origin, weights.Sha256, Copies(weights).Where(pair => pair.Name != name), weights.Metadata);

    private static IEnumerable<(string Name, Tensor<float> Tensor)> Copies(WeightSet weights) =>
        [.. weights.Names.Select(name => (name, Tensor<float>.From(weights[name].Shape, weights[name].Span)))];
}
