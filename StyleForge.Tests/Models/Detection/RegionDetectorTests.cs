using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Models.Detection;

public sealed class RegionDetectorTests
{
    private static readonly RegionDetector Detector = RegionDetector.Small(64, [new Anchor(12, 12), new Anchor(20, 30)], ["cat", "dog"]);

    [Fact]
    public void Each_cell_has_all_anchors_around_its_middle()
    {
        var anchors = Detector.AnchorBoxes;

        Assert.Equal(2 * 64, anchors.Count);
        Assert.Equal(Box.Around(4, 4, 12, 12), anchors[0]);
        Assert.Equal(Box.Around(60, 4, 12, 12), anchors[7]);
        Assert.Equal(Box.Around(4, 12, 12, 12), anchors[8]);
        Assert.Equal(Box.Around(12, 60, 20, 30), anchors[64 + 56 + 1]);
    }

    [Fact]
    public void Its_networks_have_a_cell_for_every_eight_pixels_and_no_name_twice()
    {
        Assert.Equal([1, 2, 8, 8], Shape(SmallTwoStage.Objectness));
        Assert.Equal([1, 8, 8, 8], Shape(SmallTwoStage.Deltas));
        Assert.Equal([1, 64, 8, 8], Shape(SmallTwoStage.Features));
        Assert.Equal([1, 3], Detector.Head.Shapes(Detector.Head.Facts.Source)[Detector.Head.IndexOfTap(SmallTwoStage.Scores)]);
        var names = Detector.Networks.SelectMany(network => network.Layers).Select(layer => layer.Name).ToArray();
        Assert.Equal(names.Distinct(), names);

        IEnumerable<int> Shape(string tap) => Detector.Network.Shapes(Detector.Network.Facts.Source)[Detector.Network.IndexOfTap(tap)];
    }

    [Fact]
    public void What_is_written_into_the_outputs_is_proposed_the_surest_first()
    {
        Box[] wanted = [new(3, 5, 19, 17), new(40, 30, 63, 60), new(20, 8, 34, 40)];
        var (objectness, deltas) = Quiet();
        for (var number = 0; number < wanted.Length; number++)
        {
            var at = Enumerable.Range(0, 128).MaxBy(anchor => Detector.AnchorBoxes[anchor].IntersectionOverUnion(wanted[number]));
            objectness[at] = 9 - number;
            Write(deltas, at, BoxDelta.Between(Detector.AnchorBoxes[at], wanted[number]));
        }

        var proposals = Detector.Propose(Detector.AnchorBoxes, objectness, deltas);

        Assert.All(wanted.Zip(proposals), pair => Assert.True(pair.First.IntersectionOverUnion(pair.Second) > 0.9999, $"{pair.Second} beside {pair.First}"));
        Assert.Equal(RegionDetector.MostProposals, proposals.Count);
    }

    // By brute force: every anchor decoded and cut, what is left of it on the picture, and from the surest on kept where nothing kept before overlaps it by more than 0.7.
    [Fact]
    public void Proposals_lie_on_the_picture_and_apart()
    {
        var random = new SplitMix64(2);
        for (var trial = 0; trial < 20; trial++)
        {
            var (objectness, deltas) = Quiet();
            random.FillNormal(objectness, 2);
            random.FillNormal(deltas, 0.4);
            var decoded = Enumerable.Range(0, 128).OrderByDescending(at => objectness[at])
                .Select(at => new BoxDelta(deltas[Place(at, 0)], deltas[Place(at, 1)], deltas[Place(at, 2)], deltas[Place(at, 3)]).Of(Detector.AnchorBoxes[at]).Within(64, 64))
                .Where(box => box.Area > 0);
            var expected = new List<Box>();
            foreach (var box in decoded)
            {
                if (expected.TrueForAll(better => better.IntersectionOverUnion(box) <= 0.7))
                {
                    expected.Add(box);
                }
            }

            var proposals = Detector.Propose(Detector.AnchorBoxes, objectness, deltas);

            Assert.Equal(expected.Take(RegionDetector.MostProposals), proposals);
        }
    }

    [Fact]
    public void A_region_is_cut_out_of_the_map_where_it_lies_on_the_picture() =>
        Assert.Equal(new MapRegion(1, 0.5, 4, 8), RegionDetector.RegionOf(new Box(8, 4, 32, 64)));

    [Fact]
    public void Every_class_above_the_threshold_has_its_own_box()
    {
        float[] scores = [0, 1, 2, 5, 0, 0];
        float[] boxes = [5, 0, 0, 0, 0, 0, (float)(5 * Math.Log(2)), 0, .. new float[8]];

        var found = Detector.Decode([new Box(10, 10, 30, 20), new Box(0, 0, 9, 9)], scores, boxes, 0.2);

        var sum = 1 + Math.E + Math.Exp(2);
        Assert.Equal([0, 1], found.Select(each => each.Class));
        Assert.Equal(Math.E / sum, found[0].Score, 1e-6);
        Assert.Equal(Math.Exp(2) / sum, found[1].Score, 1e-6);
        Assert.Equal(new Box(20, 10, 40, 20), found[0].Box); // Half a width to the right: five units of a tenth.
        Assert.True(found[1].Box.IntersectionOverUnion(new Box(0, 10, 40, 20)) > 0.9999); // Twice as wide, in units of a fifth.
    }

    private static (float[] Objectness, float[] Deltas) Quiet() => ([.. Enumerable.Repeat(-5f, 128)], new float[4 * 128]);

    private static void Write(float[] deltas, int anchor, BoxDelta delta) =>
        (deltas[Place(anchor, 0)], deltas[Place(anchor, 1)], deltas[Place(anchor, 2)], deltas[Place(anchor, 3)]) = ((float)delta.X, (float)delta.Y, (float)delta.LogWidth, (float)delta.LogHeight);

    private static int Place(int anchor, int number) => (((4 * (anchor / 64)) + number) * 64) + (anchor % 64);
}
