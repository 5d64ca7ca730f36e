namespace StyleForge.Tests.Host.EndToEnd;

public sealed class VerboseTests
{
    [Fact]
    public void Verbose_says_which_kernel_takes_each_layer_of_each_level()
    {
        using var studio = new Studio();

        Assert.Equal(0, studio.Render("a.png", "--verbose"));

        var lines = studio.Error.Split('\n');
        Assert.Single(lines, line => line.StartsWith("render: 48×48 ", StringComparison.Ordinal) && line.Contains("conv1_1", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("render: 64×64 ", StringComparison.Ordinal) && line.Contains("conv3_1", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_pictures_are_made_at_once_each_line_says_which_it_is_about()
    {
        using var studio = new Studio();
        foreach (var name in (string[])["one", "two"])
        {
            studio.Write($"{name}.json", """
                { "version": 1, "content": "content.png", "styles": ["style.png"], "size": 32, "minimumSize": 32, "margin": 0, "firstIterations": 1,
                  "contentLayers": ["relu2_1"], "styleLayers": ["relu1_1"] }
                """);
        }

        Assert.Equal(0, studio.Run("batch", "one.json", "two.json", "--parallel", "2", "--threads", "2", "--verbose"));

        var lines = studio.Error.Split('\n');
        Assert.All((string[])["one", "two"], name =>
            Assert.Contains(lines, line => line.StartsWith($"{name}: 32×24 ", StringComparison.Ordinal) && line.Contains("conv1_1", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith("32×24", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_verbose_nothing_is_said_of_kernels()
    {
        using var studio = new Studio();

        Assert.Equal(0, studio.Render("a.png"));

        Assert.DoesNotContain("conv1_1", studio.Error, StringComparison.Ordinal);
    }
}
