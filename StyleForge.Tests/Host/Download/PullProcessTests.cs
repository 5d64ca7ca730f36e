using System.Diagnostics;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Download;

/// <summary><c>weights pull</c> as people start it: a process with variables, signals and a disk.</summary>
public sealed class PullProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A beginning that passes for that of a PyTorch file.
    private static readonly byte[] Beginning = [.. "PK\x03\x04"u8, .. new byte[(1 << 20) - 4]];

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [LinuxFact("signals that one process can send another")]
    public async Task The_first_Ctrl_C_ends_a_pull_with_130_and_the_next_one_goes_on()
    {
        using var server = new LoopbackServer(_ => new Reply { Length = 574_673_361, Body = Beginning, Stalls = true }, _ => Reply.Code("404 Not Found"));
        using var child = Start(["weights", "pull", "vgg19", "--url", server.Address]);
        var watch = Stopwatch.StartNew();
        var part = Path.Combine(_home.Path, "styleforge", "weights", "vgg19-dcbb9e9d.pth.part");
        while (!File.Exists(part) || new FileInfo(part).Length < Beginning.Length)
        {
            Assert.False(child.HasExited || watch.Elapsed > Patience, "The pull has ended before its time, or does not begin.");
            await Task.Delay(5);
        }

        using (var kill = Process.Start("kill", ["-INT", $"{child.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.EndsWith("Interrupted: the weights of vgg19 are not here yet. 1.0 MB are kept, and the same command goes on from there.\n", await ErrorsAsync(child, 130), StringComparison.Ordinal);
        Assert.Equal(Beginning.Length, new FileInfo(part).Length);

        using var second = Start(["weights", "pull", "vgg19"], ("STYLEFORGE_WEIGHTS_URL", server.Address));
        Assert.Contains("there is nothing at", await ErrorsAsync(second, 1), StringComparison.Ordinal);
        Assert.Equal([0, Beginning.Length], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Proxies_are_taken_from_the_environment()
    {
        using var proxy = new LoopbackServer(_ => Reply.Code("404 Not Found"), _ => Reply.Code("407 Proxy Authentication Required"));
        var address = $"http://127.0.0.1:{proxy.Port}";

        using var plain = Start(["weights", "pull", "vgg19", "--url", "http://weights.invalid/"], ("HTTP_PROXY", address));
        Assert.Contains("there is nothing at http://weights.invalid/vgg19-dcbb9e9d.pth (404 Not Found)", await ErrorsAsync(plain, 1), StringComparison.Ordinal);
        using var secure = Start(["weights", "pull", "vgg19"], ("HTTPS_PROXY", address));
        Assert.Contains("the proxy does not let one through to download.pytorch.org", await ErrorsAsync(secure, 1), StringComparison.Ordinal);

        Assert.Equal(["http://weights.invalid/vgg19-dcbb9e9d.pth", "download.pytorch.org:443"], proxy.Requests.Select(request => request.Target));
    }

    [SmallDiskFact]
    public async Task A_disk_that_runs_full_is_told_in_one_sentence()
    {
        using var server = new LoopbackServer(_ => new Reply { Length = 574_673_361, Body = Beginning, Stalls = true });
        using var child = Start(SmallDiskFactAttribute.Around(_home.Path, kibibytes: 256, Program(["weights", "pull", "vgg19", "--quiet", "--url", server.Address])));

        var error = await ErrorsAsync(child, 1);
        Assert.Contains("vgg19-dcbb9e9d.pth.part cannot be written: the disk is full.", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<string> Program(IEnumerable<string> arguments) => [.. ProgramProcess.Words, .. arguments];

    private static async Task<string> ErrorsAsync(Process child, int expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        var error = await child.StandardError.ReadToEndAsync(patience.Token);
        await child.WaitForExitAsync(patience.Token);
        Assert.True(child.ExitCode == expected, $"The exit code is {child.ExitCode}: {error}");
        return error;
    }

    private Process Start(string[] arguments, params (string Name, string Value)[] variables) => Start(Program(arguments), variables);

    private Process Start(IEnumerable<string> words, params (string Name, string Value)[] variables)
    {
        var command = words.ToList();
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _home.Path };
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"])
        {
            start.Environment.Remove(name);
            start.Environment.Remove(name.ToLowerInvariant());
        }

        start.Environment["XDG_DATA_HOME"] = _home.Path;
        start.Environment["HOME"] = _home.Path;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
