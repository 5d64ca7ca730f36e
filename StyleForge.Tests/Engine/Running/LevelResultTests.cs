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

        Assert.Equal(stoodStill, new LevelResult([first, first * 2], [new LossPart("content", last / 4), new LossPart("style", last * 3 / 4)], memory).StoodStill);
    }
}
