using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;
using static TorchSharp.torch;

namespace StyleForge.Tests.Training.Detectors;

/// <summary>What a detector of two stages learns from and by: matches, draws, losses, regions on libtorch.</summary>
public sealed class RegionLearningTests
{
    private static readonly RegionDetector Detector = RegionDetector.Small(64, [new Anchor(14, 14), new Anchor(26, 26)], ["cat", "dog"]);

    [Fact]
    public void A_region_belongs_to_the_object_that_it_overlaps_most()
    {
        var random = new SplitMix64(4);
        for (var trial = 0; trial < 50; trial++)
        {
            var objects = Objects(ref random, trial % 4);
            Box[] regions = [.. Enumerable.Range(0, 20).Select(_ => Somewhere(ref random))];

            var matches = RegionMatch.Of(regions, objects);

            for (var region = 0; region < regions.Length; region++)
            {
                double[] overlaps = [.. objects.Select(each => each.Box.IntersectionOverUnion(regions[region]))];
                Assert.Equal(overlaps.Length == 0 ? new RegionMatch(-1, 0) : new RegionMatch(Array.IndexOf(overlaps, overlaps.Max()), overlaps.Max()), matches[region]);
            }
        }
    }

    [Fact]
    public void A_draw_takes_objects_up_to_their_share_and_fills_up_with_ground_each_as_likely()
    {
        var random = new SplitMix64(1);
        var taken = new int[30];
        for (var trial = 0; trial < 3000; trial++)
        {
            var (objects, grounds) = RegionSample.Draw(Enumerable.Range(0, 10), Enumerable.Range(10, 20), 12, 4, ref random);

            Assert.Equal((4, 8), (objects.Length, grounds.Length));
            Assert.Equal(12, objects.Concat(grounds).Distinct().Count());
            Assert.All(objects, at => Assert.InRange(at, 0, 9));
            Assert.All(grounds, at => Assert.InRange(at, 10, 29));
            foreach (var at in objects.Concat(grounds))
            {
                taken[at]++;
            }
        }

        Assert.All(taken, times => Assert.InRange(times, 1200 - 110, 1200 + 110)); // Four deviations of 27.
        Assert.Equal((2, 3), Lengths(RegionSample.Draw([1, 2], [3, 4, 5], 12, 6, ref random)));
        Assert.Equal((0, 3), Lengths(RegionSample.Draw([], [3, 4, 5], 3, 2, ref random)));

        static (int, int) Lengths((int[] Objects, int[] Grounds) drawn) => (drawn.Objects.Length, drawn.Grounds.Length);
    }

    // The rules one by one, for each anchor and object by itself.
    [Fact]
    public void Every_object_has_an_anchor_and_every_anchor_its_rule()
    {
        var random = new SplitMix64(9);
        for (var trial = 0; trial < 50; trial++)
        {
            var objects = Objects(ref random, trial % 5);

            var assigned = new ProposalLoss(Detector).Assign(objects);

            for (var anchor = 0; anchor < assigned.Length; anchor++)
            {
                double[] overlaps = [.. objects.Select(each => each.Box.IntersectionOverUnion(Detector.AnchorBoxes[anchor]))];
                int[] best = [.. Enumerable.Range(0, objects.Length).Where(at => overlaps[at] > 0 && overlaps[at] == Detector.AnchorBoxes.Max(objects[at].Box.IntersectionOverUnion))];
                var most = overlaps.DefaultIfEmpty(0).Max();
                var expected = best.Length > 0 ? best[^1] : most >= 0.5 ? Array.IndexOf(overlaps, most) : most < 0.3 ? -1 : -2;
                Assert.Equal(expected, assigned[anchor]);
            }

            Assert.All(objects.Index(), each => Assert.True(assigned.Contains(each.Index) || objects.Length > 1, "An object alone always has an anchor."));
        }
    }

    [Fact]
    public void Objects_themselves_are_among_what_is_looked_at_and_the_same_seed_draws_the_same()
    {
        var random = new SplitMix64(9);
        var objects = Objects(ref random, 3);
        Box[] proposals = [.. Enumerable.Range(0, 60).Select(_ => Somewhere(ref random)), objects[1].Box.Moved(1, 0)];
        var (one, other) = (new SplitMix64(3), new SplitMix64(3));

        var drawn = RegionLoss.Draw(proposals, objects, ref one);

        Assert.Equal(RegionLoss.Drawn, drawn.Count);
        Assert.Equal(drawn, RegionLoss.Draw(proposals, objects, ref other));
        Assert.All(objects, each => Assert.Contains((each.Box, (AnnotatedObject?)each), drawn));
        Assert.All(drawn, each => Assert.Equal(each.Object is not null, objects.Any(annotated => annotated.Box.IntersectionOverUnion(each.Region) >= 0.5)));
        Assert.InRange(drawn.Count(each => each.Object is not null), 4, RegionLoss.Drawn / 2);
    }

    [TorchFact]
    public void Regions_on_libtorch_are_those_of_the_kernel_and_their_gradient_is_the_weights()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        using var numbers = TensorFill.Uniform<float>([2, 64, 8, 8], 3);
        var random = new SplitMix64(7);
        Box[][] regions = [[.. Enumerable.Range(0, 5).Select(_ => Somewhere(ref random))], [.. Enumerable.Range(0, 3).Select(_ => Somewhere(ref random))]];
        var maps = TorchOracle.Leaf(numbers);

        var read = AlignedRegions.Read(maps, regions, 6);
        read.sum().backward();

        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var align = new RegionAlign([1, 64, 8, 8], 5, SmallTwoStage.Cells, workers, pool);
        using var expected = new Tensor<float>(align.DestinationShape);
        const int length = 64 * SmallTwoStage.Cells * SmallTwoStage.Cells;
        for (var picture = 0; picture < 2; picture++)
        {
            using var map = Tensor<float>.From([1, 64, 8, 8], numbers.Span.Slice(picture * 4096, 4096));
            align.Run(FeatureMap<float>.Of(map), [.. regions[picture].Select(RegionDetector.RegionOf)], expected);
            var count = regions[picture].Length;
            TorchOracle.Close<float>(read[(picture * 6)..((picture * 6) + count)].reshape(-1), expected.Span[..(count * length)], 1e-5, "regions");
            Assert.Equal(0, read[((picture * 6) + count)..((picture + 1) * 6)].abs().sum().item<float>()); // Where there is no region.
        }

        // The weights of each cell add up to 1, so that the gradient of the sum adds up to the number of cells.
        Assert.Equal(8 * length, maps.grad!.sum().item<float>(), 0.5);
        Assert.True(maps.grad[1].sum().item<float>() < maps.grad[0].sum().item<float>());
    }

    [TorchFact]
    public void The_loss_of_proposals_is_the_mean_that_its_definition_says()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        var detector = RegionDetector.Small(16, [new Anchor(14, 14)], ["cat"]);
        AnnotatedObject[] objects = [new(new Box(1, 1, 13, 13), 0)];
        float[] sure = [0.5f, -1, 2, -0.25f];
        var deltas = new float[16];
        new SplitMix64(2).FillNormal(deltas, 1);
        var random = new SplitMix64(1);

        // Of the four anchors, around (4, 4), (12, 4), (4, 12) and (12, 12), the first one overlaps the object by more than half, the next two by more than three tenths.
        Assert.Equal([0, -2, -2, -1], new ProposalLoss(detector).Assign(objects));
        var loss = new ProposalLoss(detector).Of(tensor(sure, [1, 1, 2, 2]), tensor(deltas, [1, 4, 2, 2]), [objects], ref random).sum().item<float>();

        var delta = BoxDelta.Between(Box.Around(4, 4, 14, 14), objects[0].Box);
        var expected = Math.Log(1 + Math.Exp(-0.5)) + Math.Log(1 + Math.Exp(-0.25))
            + Smooth(deltas[0] - delta.X, 1.0 / 9) + Smooth(deltas[4] - delta.Y, 1.0 / 9) + Smooth(deltas[8] - delta.LogWidth, 1.0 / 9) + Smooth(deltas[12] - delta.LogHeight, 1.0 / 9);
        Assert.Equal(expected / 2, loss, 1e-5);
    }

    [TorchFact]
    public void The_loss_of_regions_is_the_mean_that_its_definition_says()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        var scores = new float[RegionLoss.Drawn * 3];
        var boxes = new float[RegionLoss.Drawn * 8];
        var random = new SplitMix64(2);
        random.FillNormal(scores, 1);
        random.FillNormal(boxes, 1);
        var annotated = new AnnotatedObject(new Box(10, 12, 30, 28), 1);
        (Box Region, AnnotatedObject? Object)[] drawn = [(new Box(8, 10, 28, 30), annotated), (new Box(0, 0, 9, 9), null)];

        var loss = new RegionLoss(2).Of(tensor(scores, [RegionLoss.Drawn, 3]), tensor(boxes, [RegionLoss.Drawn, 8]), [drawn]).sum().item<float>();

        // The box of the second class, in units of a tenth and a fifth: (0.1, 0, 0, log 0.8).
        var expected = -LogSoftmax(scores[..3], 2) - LogSoftmax(scores[3..6], 0)
            + Smooth(boxes[4] - 1, 1) + Smooth(boxes[5], 1) + Smooth(boxes[6], 1) + Smooth(boxes[7] - (Math.Log(0.8) / 0.2), 1);
        Assert.Equal(expected / 2, loss, 1e-5);

        static double LogSoftmax(float[] row, int at) => row[at] - Math.Log(row.Sum(each => Math.Exp(each)));
    }

    private static double Smooth(double error, double bound) => Math.Abs(error) < bound ? error * error / (2 * bound) : Math.Abs(error) - (bound / 2);

    private static AnnotatedObject[] Objects(ref SplitMix64 random, int count)
    {
        var objects = new AnnotatedObject[count];
        for (var at = 0; at < count; at++)
        {
            objects[at] = new AnnotatedObject(Somewhere(ref random), at % 2);
        }

        return objects;
    }

    private static Box Somewhere(ref SplitMix64 random) =>
        Box.Around(12 + (random.NextDouble() * 40), 12 + (random.NextDouble() * 40), 6 + (random.NextDouble() * 16), 6 + (random.NextDouble() * 16));
}
