using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Models.Detection;

public sealed class TargetAssignmentTests
{
    private static readonly DetectionHead[] Heads = [new("coarse", [new Anchor(60, 60), new Anchor(40, 90)], 3), new("fine", [new Anchor(20, 20), new Anchor(14, 30)], 3)];
    private static readonly TargetAssignment Assignment = new(Heads, [(4, 5), (8, 10)], 160, 128);

    [Fact]
    public void An_object_belongs_to_the_cell_of_its_middle_and_the_anchor_of_its_shape()
    {
        var target = Assert.Single(Assignment.Assign([new AnnotatedObject(Box.Around(70, 40, 18, 22), 2)]));

        // Cells of the fine grid are 16 wide and 16 high.
        Assert.Equal((1, 0, 2, 4, 2), (target.Head, target.Anchor, target.Row, target.Column, target.Class));
        Assert.Equal((0.375, 0.5), (target.X, target.Y));
        Assert.Equal((Math.Log(18 / 20.0), Math.Log(22 / 20.0)), (target.LogWidth, target.LogHeight));
    }

    [Fact]
    public void Several_objects_of_one_cell_have_an_anchor_each_until_there_are_none_left()
    {
        var alike = Enumerable.Range(0, 5).Select(number => new AnnotatedObject(Box.Around(70, 40, 20 + number, 20 + number), 0)).ToArray();

        var targets = Assignment.Assign(alike);

        Assert.Equal(4, targets.Count);
        Assert.Equal(4, targets.Select(target => (target.Head, target.Anchor)).Distinct().Count());
        Assert.Equal(alike[0].Box, Assignment.BoxOf(targets.Single(target => (target.Head, target.Anchor) == (1, 0)))); // The one that is most like it.
    }

    [Fact]
    public void What_is_written_by_targets_is_read_out_of_the_layers_again()
    {
        var random = new SplitMix64(6);
        for (var trial = 0; trial < 50; trial++)
        {
            var objects = Enumerable.Range(0, 5).Select(_ => new AnnotatedObject(
                Box.Around(random.NextDouble() * 160, random.NextDouble() * 128, 8 + (random.NextDouble() * 60), 8 + (random.NextDouble() * 60)), (int)(random.NextDouble() * 3))).ToArray();
            var targets = Assignment.Assign(objects);
            Assert.Equal(5, targets.Count);
            using var coarse = Layer(0, 4, 5, targets);
            using var fine = Layer(1, 8, 10, targets);

            var found = Heads[0].Decode(FeatureMap<float>.Of(coarse), 160, 128, 0.5).Concat(Heads[1].Decode(FeatureMap<float>.Of(fine), 160, 128, 0.5)).ToArray();

            Assert.Equal(5, found.Length);
            Assert.All(objects, annotated => Assert.Contains(found, each => each.Class == annotated.Class && each.Box.IntersectionOverUnion(annotated.Box) > 0.999));
        }
    }

    [Fact]
    public void Every_class_above_the_threshold_is_found_where_they_do_not_exclude_each_other()
    {
        var head = new DetectionHead("one", [new Anchor(10, 10)], 2);
        using var layer = Tensor<float>.From([1, 7, 1, 1], [0, 0, 0, 0, 2, 1, 0.5f]);

        var each = head.Decode(FeatureMap<float>.Of(layer), 20, 20, 0.3);
        var exclusive = (head with { IsExclusive = true }).Decode(FeatureMap<float>.Of(layer), 20, 20, 0.3);

        Assert.Equal([Logistic(2) * Logistic(1), Logistic(2) * Logistic(0.5)], each.Select(found => found.Score));
        Assert.Equal(Logistic(2) * Logistic(0.5), exclusive[0].Score, 6); // The softmax of two is the logistic function of their difference.
        Assert.Equal(new Box(5, 5, 15, 15), each[0].Box);
        Assert.Contains("(1, 7, rows, columns)", Assert.Throws<ArgumentException>(() => head.Decode(FeatureMap<float>.Of(layer.Alias([1, 1, 7, 1], 0)), 20, 20, 0.3)).Message, StringComparison.Ordinal);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    // What a network that has learned everything would say.
    private static Tensor<float> Layer(int head, int rows, int columns, IReadOnlyList<GridTarget> targets)
    {
        var layer = new Tensor<float>([1, Heads[head].Channels, rows, columns]);
        var map = FeatureMap<float>.Of(layer);
        layer.Span.Fill(-9);
        foreach (var target in targets.Where(target => target.Head == head))
        {
            var first = target.Anchor * 8;
            map[first, target.Row, target.Column] = (float)Math.Log(target.X / (1 - target.X));
            map[first + 1, target.Row, target.Column] = (float)Math.Log(target.Y / (1 - target.Y));
            map[first + 2, target.Row, target.Column] = (float)target.LogWidth;
            map[first + 3, target.Row, target.Column] = (float)target.LogHeight;
            map[first + 4, target.Row, target.Column] = 9;
            map[first + 5 + target.Class, target.Row, target.Column] = 9;
        }

        return layer;
    }
}
