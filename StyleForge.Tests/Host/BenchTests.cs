using System.Text.Json;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class BenchTests
{
    [Fact]
    public void Each_size_is_a_line_of_json_smallest_first()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("bench", "--size", "48", "32", "--iterations", "2", "--threads", "1", "--json"));

        Assert.Empty(host.Error);
        var sizes = host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([32, 48], sizes.Select(size => size.GetProperty("size").GetInt32()));
        foreach (var size in sizes)
        {
            Assert.Equal(("bench", "forge-vgg"), (size.GetProperty("event").GetString(), size.GetProperty("network").GetString()));
            Assert.Equal((1, 2), (size.GetProperty("threads").GetInt32(), size.GetProperty("iterations").GetInt32()));
            Assert.InRange(size.GetProperty("secondsMin").GetDouble(), 1e-6, size.GetProperty("secondsMedian").GetDouble());
            Assert.True(size.GetProperty("peakBytes").GetInt64() > size.GetProperty("poolPeakBytes").GetInt64());
            Assert.Contains(size.GetProperty("layers").EnumerateArray(), layer => layer.GetProperty("name").GetString()!.Contains("conv5_1", StringComparison.Ordinal));
            Assert.Contains(size.GetProperty("losses").EnumerateArray(), loss => loss.GetProperty("name").GetString() == "style relu5_1");
        }
    }

    [Theory]
    [InlineData("zero", "max")]
    [InlineData("replicate", "average")]
    public void Borders_and_pooling_can_be_those_of_another_program(string padding, string pooling)
    {
        using var host = new HostHarness();

        Assert.Equal(0, host.Run("bench", "--size", "32", "--iterations", "1", "--padding", padding, "--pooling", pooling));
    }

    [Fact]
    public void Text_has_the_figures_and_a_row_a_layer()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("bench", "--size", "32", "--iterations", "1", "--threads", "1", "--optimizer", "adam"));

        Assert.StartsWith("forge-vgg (built in)\n1 thread, ", host.Output, StringComparison.Ordinal);
        Assert.Contains("\n32×32\n  evaluation  0.", host.Output, StringComparison.Ordinal);
        Assert.Contains(host.OutputLines, line => line.StartsWith("layer ", StringComparison.Ordinal));
        Assert.Contains(host.OutputLines, line => line.StartsWith("step ", StringComparison.Ordinal) && line.Contains(" adam ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--size 8", "--size is 8, but must be a whole number from 16 to 65500.")]
    [InlineData("--size 512 8", "--size is 8, but must be a whole number from 16 to 65500.")]
    [InlineData("--size 16", "--size is 16, but forge-vgg needs at least 32 pixels to reach relu5_1.")]
    [InlineData("--iterations 0", "--iterations is 0, but must be a whole number from 1 to 10000.")]
    [InlineData("--threads 0", "--threads is 0, but must be a whole number from 1 to 1024.")]
    [InlineData("--memory much", "--memory is much, but must be an amount such as 512MB, 4GB, 4GiB, or a number of bytes.")]
    [InlineData("--network vgg20", "There is no network 'vgg20': the networks are forge-vgg, vgg11, vgg13, vgg16, vgg19. Did you mean 'vgg19'?")]
    [InlineData("--optimiser sgd", "--optimiser: optimiser is \"sgd\", but must be lbfgs or adam.")]
    [InlineData("--padding same", "--padding: padding is \"same\", but must be zero, reflect or replicate.")]
    public void What_cannot_be_measured_is_refused_in_one_sentence(string options, string sentence)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run(["bench", .. options.Split(' ')]));

        Assert.Equal(sentence, host.ErrorLines[0]);
        Assert.Empty(host.Output);
    }

    [Fact]
    public void Memory_that_is_too_little_even_for_windows_is_refused_with_what_would_do()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("bench", "--memory", "4MB"));

        Assert.Matches("^The level of 512×512 needs [0-9]+ MB of memory even in the smallest windows, but 4 MB are allowed: raise --memory, or lower size.$", host.ErrorLines[0]);
        Assert.Empty(host.Output);
    }

    [TorchFact]
    public void Libtorch_has_no_rows_for_layers_and_no_memory_of_ours()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("bench", "--size", "32", "--iterations", "1", "--threads", "1", "--device", "torch"));

        Assert.Contains(host.OutputLines, line => line.StartsWith("  memory ", StringComparison.Ordinal) && line.EndsWith(" resident at most", StringComparison.Ordinal));
        Assert.DoesNotContain(host.OutputLines, line => line.StartsWith("layer ", StringComparison.Ordinal) || line.StartsWith("rest ", StringComparison.Ordinal));
    }

    [TorchFact]
    public void Engines_that_are_compared_have_no_peak_of_memory_of_their_own()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("bench", "--size", "32", "--iterations", "1", "--threads", "1", "--json", "--device", "cpu", "torch"));

        var engines = host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["managed (cpu)", "torch (cpu)"], engines.Select(engine => engine.GetProperty("backend").GetString()));
        Assert.All(engines, engine => Assert.Equal(JsonValueKind.Null, engine.GetProperty("peakBytes").ValueKind));
    }

    [TorchFact]
    public void Libtorch_has_no_windows_and_the_refusal_says_what_has()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("bench", "--memory", "4MB", "--device", "torch"));

        Assert.Matches(
            "^The level of 512×512 needs [0-9.]+ [MG]B of memory for the picture as a whole, but 4 MB are allowed: raise --memory, or lower size, or take --device cpu, which works in windows.$",
            host.ErrorLines[0]);
    }

    [Fact]
    public void Weights_that_cannot_be_read_are_refused()
    {
        using var host = new HostHarness();
        var file = host.Write("broken.pth", "no weights");

        Assert.Equal(ExitCodes.Wrong, host.Run("bench", "--weights", "broken.pth"));

        Assert.Contains(file, Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_measurement_gives_130()
    {
        using var host = new HostHarness();
        host.Interrupt();

        Assert.Equal(ExitCodes.Interrupted, host.Run("bench", "--size", "32"));
        Assert.Equal(["Interrupted."], host.ErrorLines);
        Assert.Empty(host.Output);
    }

    [Fact]
    public void What_is_saved_tells_a_dry_run_how_long_a_render_takes()
    {
        using var host = new HostHarness();
        host.WritePictures();
        string[] dryRun = ["render", "town.png", "--style", "wave.png", "--dry-run", "--threads", "1"];
        Assert.Equal(ExitCodes.Done, host.Run(dryRun));
        Assert.DoesNotContain("on this machine", host.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, host.Run("bench", "--size", "32", "--iterations", "1", "--threads", "1", "--save", "--json"));
        Assert.Contains("speed.json", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, host.Run(dryRun));
        Assert.Matches("  time     about .+ on this machine, extrapolated from 32 pixels\n", host.Output);
        Assert.Equal(ExitCodes.Done, host.Run([.. dryRun, "--size", "48"]));
        Assert.Matches("  time     about .+ on this machine, measured [0-9]{4}-[0-9]{2}-[0-9]{2}\n", host.Output);

        Assert.Equal(ExitCodes.Done, host.Run([.. dryRun, "--json"]));
        Assert.True(JsonDocument.Parse(host.OutputLines[^1]).RootElement.GetProperty("estimatedSeconds").GetDouble() > 0);

        // Pictures at once have the same threads together; what each of them takes beside the others was not measured.
        host.Write("job.json", """{ "version": 1, "content": "town.png", "styles": ["wave.png"], "seed": [1, 2] }""");
        foreach (var (measured, parallel, isEachTold) in (ReadOnlySpan<(bool, string, bool)>)[(true, "1", true), (false, "2", false), (true, "2", false)])
        {
            var threads = parallel;
            if (measured && parallel == "2")
            {
                host.Run("bench", "--size", "32", "--iterations", "1", "--threads", threads, "--save", "--json");
            }

            Assert.Equal(ExitCodes.Done, host.Run("batch", "job.json", "--dry-run", "--json", "--threads", threads, "--parallel", parallel));
            var events = host.OutputLines[^(measured ? 3 : 2)..].Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.Equal(measured ? ["plan", "plan", "estimate"] : ["plan", "plan"], events.Select(line => line.GetProperty("event").GetString()));
            Assert.All(events[..2], plan => Assert.Equal(isEachTold, plan.TryGetProperty("estimatedSeconds", out _)));
            if (measured)
            {
                Assert.Equal((2, 32), (events[2].GetProperty("pictures").GetInt32(), events[2].GetProperty("extrapolatedFrom").GetInt32()));
                Assert.True(events[2].GetProperty("estimatedSeconds").GetDouble() > 0);
            }
        }

        Assert.Equal(ExitCodes.Done, host.Run("batch", "job.json", "--dry-run", "--threads", "2", "--parallel", "2"));
        Assert.Matches("^2 pictures: about .+ on this machine, extrapolated from 32 pixels$", host.OutputLines[^1]);
    }

    [Fact]
    public void Measuring_again_takes_the_place_of_the_earlier_measurement()
    {
        using var host = new HostHarness();
        string[] bench = ["bench", "--size", "32", "--iterations", "1", "--threads", "1", "--save", "--json"];

        host.Run(bench);
        host.Run(bench);

        Assert.Single(new Hosting.SpeedFile(host.Environment()).Read());
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[{}]")]
    [InlineData("""[{ "network": "forge-vgg", "size": 256, "layers": [{ "layer": "conv1_1 + relu1_1", "seconds": 1 }] }]""")]
    public void Measurements_that_cannot_be_read_are_told_with_their_file(string text)
    {
        using var host = new HostHarness();
        host.WritePictures();
        var file = new Hosting.UserFolders(host.Environment()).SpeedFile;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", "wave.png", "--dry-run"));
        Assert.StartsWith($"{file}: The measurements of this machine cannot be read: ", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }
}
