using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Running;

namespace StyleForge.Tests.Engine.Running;

public sealed class LevelResultTests
{
    [Theory]
    [InlineData(1, 0.999, false)]
    [InlineData(1, 0.999_998, false)]
    [InlineData(1, 0.999_999_9, true)]
    [InlineData(1, 1, true)]
    [InlineData(1e-30, 0.9e-30, false)]
    [InlineData(1e-30, 1e-30, true)]
    [InlineData(1e30, 0.9e30, false)]
    [InlineData(1e30, 1e30, true)]
    [InlineData(0, 0, false)] // There was nothing to gain.
    public void A_level_stands_still_where_its_objective_ends_as_it_began(double first, double last, bool stoodStill)
    {
        var memory = new LevelMemory(1, 1, 1, 0, 0, 0);

        Assert.Equal(stoodStill, new LevelResult([first, first * 2], [], [new LossPart("content", last / 4), new LossPart("style", last * 3 / 4)], memory).StoodStill);
    }

    [Theory]
    [InlineData(4, 1, 1, 0, 0.8)]
    [InlineData(4, 1, 3, 2, 0.0)]
    [InlineData(1, 0, 2, 0, -1.0)]
    [InlineData(0, 0, 2, 0, null)] // There is nothing to fall from.
    public void The_progress_towards_the_style_is_the_part_by_which_its_terms_fell(double first, double other, double last, double otherLast, double? progress)
    {
        static LossPart[] Parts(double style, double other, double content) =>
            [new("content relu3_3", content), new("style relu1_1", style), new("style relu2_1 in mask", other), new("total variation", content)];

        var level = new LevelResult([1], Parts(first, other, content: 1), Parts(last, otherLast, content: 100), new LevelMemory(1, 1, 1, 0, 0, 0));

        Assert.Equal(progress, level.StyleProgress);
    }
}
