using System.Text.Json;
using StyleForge.Hosting.Download;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Host.Download;

/// <summary>A machine of its own, in a hurry, that pulls the tiny weights from a server on the loopback.</summary>
internal sealed class PullStudio : IDisposable
{
    public PullStudio(params Func<LoopbackRequest, Reply>[] script)
    {
        Server = new LoopbackServer(script);
        Host.Networks = [TinyWeights.First, TinyWeights.Second, Vgg.Forge];
        Host.Download = Host.Download with { Attempts = 3, Progress = 1 << 10 };
    }

    public LoopbackServer Server { get; }

    public HostHarness Host { get; } = new();

    public DownloadOptions Options
    {
        get => Host.Download;
        set => Host.Download = value;
    }

    public string Folder => Path.Combine(Host.HomeFolder, ".local", "share", "styleforge", "weights");

    public string FirstPath => Path.Combine(Folder, TinyWeights.First.Facts.Weights!.FileName);

    /// <summary>The names of all that the pull has left in its folder.</summary>
    public IEnumerable<string> Left => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal) : [];

    public int Pull(params string[] more) => Host.Run(["weights", "pull", "tiny-a", "--url", Server.Address, .. more]);

    /// <summary>Pulls and gives what <c>--json</c> says of the first network.</summary>
    public (int ExitCode, JsonElement Weights) PullJson(params string[] more)
    {
        var before = Host.Output.Length;
        var exitCode = Pull(["--json", .. more]);
        using var document = JsonDocument.Parse(Host.Output[before..]);
        return (exitCode, document.RootElement.GetProperty("weights")[0].Clone());
    }

    /// <summary>Leaves the beginning of the first file, as an interrupted download does.</summary>
    public void Begin(int bytes, string? tag = "\"one\"", string? url = null)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(FirstPath + ".part", TinyWeights.FirstFile[..bytes]);
        new PartRecord(new Uri(url ?? Server.Address + Path.GetFileName(FirstPath)), tag, null, TinyWeights.FirstFile.Length).Write(FirstPath + ".part.json");
    }

    public void AssertPulled()
    {
        Assert.Equal([Path.GetFileName(FirstPath)], Left);
        Assert.Equal(TinyWeights.FirstFile, File.ReadAllBytes(FirstPath));
    }

    public void Dispose()
    {
        Server.Dispose();
        Host.Dispose();
    }
}
