using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;
using StyleForge.Models.Training;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Training;

/// <summary>The map of channels against plain loops, equal to the bit on small whole numbers.</summary>
[EveryWidth]
public sealed unsafe class ChannelMapTests
{
    public static TheoryData<int, int, int, int> Sizes()
    {
        var data = new TheoryData<int, int, int, int>();
        foreach (var (from, to) in ((int, int)[])[(1, 1), (5, 7), (16, 16), (17, 33), (40, 3), (24, 70)])
        {
            // Less than a group of six, no multiple of it, more than a copied chunk, and more than a chain of sums.
            foreach (var (height, width) in ((int, int)[])[(1, 1), (1, 5), (7, 7), (10, 29), (35, 31)])
            {
                data.Add(from, to, height, width);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_products_are_those_of_plain_loops(int from, int to, int height, int width)
    {
        using var source = TensorFill.Whole([1, from, height, width], 1);
        using var gradient = TensorFill.Whole([1, to, height, width], 2);
        using var before = TensorFill.Whole([1, from, height, width], 3);
        using var numbers = TensorFill.Whole([from, to], 4);
        using var maps = new FeatureMaps();
        using var map = new ChannelMap(from, to);
        map.Set(numbers.Span);
        foreach (var isBlocked in VectorWidth.Bits == 0 ? [false] : (bool[])[false, true])
        {
            var (blockedSource, blockedGradient) = (maps.Copy(source, isBlocked), maps.Copy(gradient, isBlocked));
            Disturb(blockedGradient);
            using var empty = new Tensor<float>(gradient.Shape);
            var destination = maps.Copy(empty, isBlocked);
            var sourceGradient = maps.Copy(before, isBlocked);
            var mapGradient = Enumerable.Repeat(3f, map.Length).ToArray();
            map.Forward(blockedSource, destination);
            map.Backward(blockedGradient, sourceGradient);
            map.AddMapGradient(blockedSource, blockedGradient, mapGradient);

            using var expected = new Tensor<float>(gradient.Shape);
            ChannelMapReference.Forward(numbers.Span, FeatureMap<float>.Of(source), FeatureMap<float>.Of(expected));
            TensorAssert.Exact(expected, maps.Copy(destination));
            using var expectedGradient = Tensor<float>.From(before.Shape, before.Span);
            ChannelMapReference.Backward(numbers.Span, FeatureMap<float>.Of(gradient), FeatureMap<float>.Of(expectedGradient));
            TensorAssert.Exact(expectedGradient, maps.Copy(sourceGradient));
            var expectedMap = Enumerable.Repeat(3f, map.Length).ToArray();
            ChannelMapReference.AddMapGradient(FeatureMap<float>.Of(source), FeatureMap<float>.Of(gradient), expectedMap);
            Assert.Equal(expectedMap, mapGradient);
            AssertNothingBetweenPlanes(destination);
            AssertNothingBetweenPlanes(sourceGradient);
        }
    }

    [Fact]
    public void The_plain_loops_are_the_sums_they_say()
    {
        // Two channels to one, two positions.
        using var source = Tensor<float>.From([1, 2, 1, 2], [1, 2, 3, 4]);
        using var gradient = Tensor<float>.From([1, 1, 1, 2], [5, 6]);
        using var destination = new Tensor<float>([1, 1, 1, 2]);
        using var sourceGradient = new Tensor<float>([1, 2, 1, 2]);
        float[] map = [10, 100], mapGradient = [1000, 2000];
        ChannelMapReference.Forward(map, FeatureMap<float>.Of(source), FeatureMap<float>.Of(destination));
        ChannelMapReference.Backward(map, FeatureMap<float>.Of(gradient), FeatureMap<float>.Of(sourceGradient));
        ChannelMapReference.AddMapGradient(FeatureMap<float>.Of(source), FeatureMap<float>.Of(gradient), mapGradient);

        Assert.Equal([310, 420], destination.Span.ToArray());
        Assert.Equal([50, 60, 500, 600], sourceGradient.Span.ToArray());
        Assert.Equal([1017, 2039], mapGradient);
    }

    [Fact]
    public void A_map_that_is_set_again_leaves_nothing_of_the_old_one()
    {
        using var source = TensorFill.Whole([1, 5, 3, 3], 1);
        using var maps = new FeatureMaps();
        using var empty = new Tensor<float>([1, 7, 3, 3]);
        using var map = new ChannelMap(5, 7);
        var destination = maps.Copy(empty, VectorWidth.Bits > 0);
        map.Set(Enumerable.Repeat(9f, 35).ToArray());
        map.Set(new float[35]);
        map.Forward(maps.Copy(source, VectorWidth.Bits > 0), destination);

        Assert.All(maps.Copy(destination).Span.ToArray(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_a_sentence()
    {
        using var maps = new FeatureMaps();
        using var map = new ChannelMap(5, 7);
        using var five = new Tensor<float>([1, 5, 3, 3]);
        using var seven = new Tensor<float>([1, 7, 3, 3]);
        using var larger = new Tensor<float>([1, 7, 3, 4]);
        Refused("A map of 5 to 7 channels has 35 numbers, not 34.", () => map.Set(new float[34]));
        Refused("A map of 5 to 7 channels has 35 numbers, not 3.", () => map.AddMapGradient(FeatureMap<float>.Of(five), FeatureMap<float>.Of(seven), new float[3]));
        Refused("A map of 5 to 7 channels does not fit features of the shapes", () => map.Forward(FeatureMap<float>.Of(seven), FeatureMap<float>.Of(five)));
        Refused("A map of 5 to 7 channels does not fit features of the shapes", () => map.Forward(FeatureMap<float>.Of(five), FeatureMap<float>.Of(larger)));
        Refused("A map of 5 to 7 channels does not fit features of the shapes", () => map.Forward(FeatureMap<float>.Of(five), maps.Copy(seven, isBlocked: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChannelMap(0, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChannelMap(5, 0));
    }

    private static void Refused(string sentence, Action work) => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(work).Message, StringComparison.Ordinal);

    // What stands in the lanes of a gradient past its last channel means nothing.
    private static void Disturb(FeatureMap<float> map)
    {
        for (var lane = map.Shape[1] % map.Lanes; map.Lanes > 1 && lane is > 0 and < FeatureMap<float>.BlockLanes; lane++)
        {
            for (var position = 0; position < map.Shape.Positions; position++)
            {
                map.Pointer[((map.Planes - 1) * map.PlaneStride) + (position * map.Lanes) + lane] = 1000;
            }
        }
    }

    private static void AssertNothingBetweenPlanes(FeatureMap<float> map)
    {
        for (var plane = 0; plane < map.Planes; plane++)
        {
            for (long i = map.PlaneLength; i < map.PlaneStride; i++)
            {
                Assert.True(float.IsNaN(map.Pointer[(plane * map.PlaneStride) + i]), $"The number {i} past the beginning of plane {plane} was overwritten.");
            }
        }
    }
}
