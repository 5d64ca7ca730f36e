using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>The program with libtorch, and without it.</summary>
public sealed class TorchRenderTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [TorchFact]
    public void A_picture_made_by_libtorch_looks_like_the_managed_engines_and_says_what_made_it()
    {
        string[] options = ["--content-layers", "relu4_2", "--style-layers", "relu1_1,relu2_1,relu3_1,relu4_1", "--size", "64", "--minimum-size", "48", "--first-iterations", "3", "--iterations", "3"];
        Assert.True(_studio.Render("cpu.png", [.. options, "--device", "cpu"]) == 0, _studio.Error);
        Assert.True(_studio.Render("torch.png", [.. options, "--device", "torch"]) == 0, _studio.Error);

        ImageAssert.Similar(ImageCodecs.Default.Read(_studio.File("cpu.png")), ImageCodecs.Default.Read(_studio.File("torch.png")), ImageTolerance.Default);
        Assert.Equal("managed (cpu)", Backend("cpu.png"));
        Assert.Equal("torch (cpu)", Backend("torch.png"));
    }

    [TorchFact]
    public void A_dry_run_says_what_would_make_the_picture()
    {
        Assert.Equal(0, _studio.Render("a.png", "--device", "torch", "--dry-run"));
        Assert.Contains("\n  device   torch (cpu)\n", _studio.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a.png", _studio.Files);
    }

    [TorchFact]
    public void Engines_are_measured_beside_each_other()
    {
        Assert.Equal(0, _studio.Run("bench", "--device", "cpu", "torch", "--size", "32", "48", "--iterations", "2", "--json"));
        var lines = _studio.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("managed (cpu)", 32), ("torch (cpu)", 32), ("managed (cpu)", 48), ("torch (cpu)", 48)],
            lines.Select(line => (line.GetProperty("backend").GetString()!, line.GetProperty("size").GetInt32())));
        Assert.All(lines, line => Assert.Equal(2, line.GetProperty("iterations").GetInt32()));
        Assert.Equal(1, lines[2].GetProperty("ratio").GetDouble());
        Assert.Equal(lines[3].GetProperty("secondsMin").GetDouble() / lines[2].GetProperty("secondsMin").GetDouble(), lines[3].GetProperty("ratio").GetDouble(), 1e-9);

        Assert.Equal(0, _studio.Run("bench", "--device", "cpu", "torch", "--size", "32", "--iterations", "1"));
        Assert.Matches("\n32×32 +least s +median s +time beside managed \\(cpu\\)\nmanaged \\(cpu\\) .* 1.00\ntorch \\(cpu\\) .* [0-9.]+\n", _studio.Output);
    }

    [Theory]
    [InlineData("gpu", "device is \"gpu\", but must be auto, cpu, torch, cuda or one card of several, cuda:0 to cuda:7")]
    [InlineData("cuda:99", "device is \"cuda:99\", but must be auto, cpu, torch, cuda or one card of several, cuda:0 to cuda:7")]
    public void A_device_that_there_is_not_is_refused(string device, string sentence)
    {
        Assert.Equal(2, _studio.Render("a.png", "--device", device));
        Assert.Contains(sentence, _studio.Error, StringComparison.Ordinal);
        Assert.Equal(2, _studio.Run("bench", "--device", "cpu", device));
        Assert.Contains($"--device: {sentence}", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_torch_is_loaded_by_a_render_that_does_not_use_it()
    {
        var loaded = Loaded("auto");
        Assert.Contains("StyleForge.Models", loaded);
        Assert.DoesNotContain(loaded, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    [TorchFact]
    public void What_is_loaded_shows_where_it_is_used()
    {
        var loaded = Loaded("torch");
        Assert.Contains("TorchSharp", loaded);
        Assert.Contains(loaded, name => name.StartsWith("libtorch_cpu", StringComparison.Ordinal) || name.StartsWith("torch_cpu", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_libtorch_is_told_in_a_sentence()
    {
        var (code, _, error) = Child(_studio.File("loaded.txt"), "torch", _studio.Folder);
        Assert.Equal(2, code);
        Assert.Contains($"STYLEFORGE_LIBTORCH is {_studio.Folder}, ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'), line => line.Contains("STYLEFORGE_LIBTORCH", StringComparison.Ordinal));
    }

    private string Backend(string picture)
    {
        using var sidecar = JsonDocument.Parse(File.ReadAllText(_studio.File($"{picture}.json")));
        return sidecar.RootElement.GetProperty("backend").GetString()!;
    }

    private string[] Loaded(string device)
    {
        var file = _studio.File("loaded.txt");
        var (code, output, error) = Child(file, device, libtorch: null);
        Assert.True(code == 0, $"The child ended with {code.ToString(CultureInfo.InvariantCulture)}:\n{output}\n{error}");
        return File.ReadAllLines(file);
    }

    private (int Code, string Output, string Error) Child(string file, string device, string? libtorch)
    {
        string[] arguments =
        [
            "exec", typeof(CommandLine).Assembly.Location, "render", "content.png", "--style", "style.png", "-o", "a.png", "--device", device,
            "--size", "24", "--minimum-size", "24", "--first-iterations", "1", "--content-layers", "relu1_1", "--style-layers", "relu1_1",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _studio.Folder };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.FileVariable] = file;
        if (libtorch is not null)
        {
            start.Environment["STYLEFORGE_LIBTORCH"] = libtorch;
        }

        using var child = Process.Start(start)!;
        var error = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output, error.Result);
    }
}
