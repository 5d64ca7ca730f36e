using System.Diagnostics;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Processes that are killed while they render, and others that go on.</summary>
public sealed class KilledTests : IDisposable
{
    // Far above what a busy machine needs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Render =
    [
        "render", "content.png", "--style", "style.png", "-o", "a.png", "--size", "48", "--minimum-size", "24", "--first-iterations", "20", "--iterations", "200",
        "--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1",
    ];

    private readonly Studio _studio = new();

    public KilledTests() => _studio.Write("job.json", """
        { "version": 1, "content": "content.png", "styles": ["style.png"], "output": "a.png", "size": 48, "minimumSize": 24, "firstIterations": 20, "iterations": 200,
          "contentLayers": "relu2_2", "styleLayers": "relu1_1,relu2_1", "optimiser": "adam" }
        """);

    public void Dispose() => _studio.Dispose();

    [LinuxTheory("env, which sets variables for a process")]
    [InlineData("render")]
    [InlineData("batch")]
    public void A_process_killed_in_mid_render_and_started_again_makes_the_same_picture(string command)
    {
        string[] words = command == "render" ? Render : ["batch", "job.json", "--output-root", "."];
        Assert.Equal(ExitCodes.Done, _studio.Run(words));
        var whole = File.ReadAllBytes(_studio.File("a.png"));
        File.Delete(_studio.File("a.png"));
        File.Delete(_studio.File("a.png.json"));

        KillOnceKept(words);
        Assert.Equal([".a.png.checkpoint", "content.png", "job.json", "style.png"], _studio.Files);

        Assert.Equal(ExitCodes.Done, _studio.Run(words));
        Assert.Contains("a.png goes on after iteration ", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(_studio.File("a.png")));
        Assert.Equal(["a.png", "a.png.json", "content.png", "job.json", "style.png"], _studio.Files);
    }

    [SmallDiskFact]
    public void A_disk_that_has_room_for_the_picture_but_not_for_its_checkpoints_is_told_once_and_gets_the_picture()
    {
        Directory.CreateDirectory(_studio.File("small"));
        var words = HastyProgram.Words([.. Render.Select(word => word == "a.png" ? "small/a.png" : word)]);
        var (code, listing, error) = ProgramProcess.Run(_studio.Folder, [.. SmallDiskFactAttribute.Around(_studio.File("small"), kibibytes: 48, words)]);

        Assert.True(code == ExitCodes.Done, error);
        Assert.Equal("small/a.png\na.png\na.png.json\n", listing);
        Assert.Single(error.Split("the disk is full: if a.png is interrupted, it goes on from an earlier state or begins anew.").Skip(1));
    }

    // As soon as there is something to go on from, which is long before the end.
    private void KillOnceKept(string[] words)
    {
        var start = HastyProgram.Words(words);
        using var child = Process.Start(new ProcessStartInfo(start[0], start.Skip(1))
        {
            WorkingDirectory = _studio.Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var watch = Stopwatch.StartNew();
        while (!File.Exists(_studio.File(".a.png.checkpoint")))
        {
            Assert.False(child.HasExited, "The render has ended before it could be killed.");
            Assert.True(watch.Elapsed < Patience, "There is no checkpoint.");
            Thread.Sleep(5);
        }

        child.Kill();
        Assert.True(child.WaitForExit(Patience));
    }
}
