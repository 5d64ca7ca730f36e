namespace StyleForge.Tests.Host.EndToEnd;

public sealed class VerboseTests
{
    [Fact]
    public void Verbose_says_which_kernel_takes_each_layer_of_each_level()
    {
        using var studio = new Studio();

        Assert.Equal(0, studio.Render("a.png", "--verbose"));

        var lines = studio.Error.Split('\n');
        Assert.Single(lines, line => line.StartsWith("24×18 ", StringComparison.Ordinal) && line.Contains("conv1_1", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("48×36 ", StringComparison.Ordinal) && line.Contains("conv3_1", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_verbose_nothing_is_said_of_kernels()
    {
        using var studio = new Studio();

        Assert.Equal(0, studio.Render("a.png"));

        Assert.DoesNotContain("conv1_1", studio.Error, StringComparison.Ordinal);
    }
}
