using System.Net;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using static StyleForge.Tests.Host.Download.TinyWeights;

namespace StyleForge.Tests.Host.Download;

/// <summary><c>weights pull</c> against servers that behave, and servers that come to their senses.</summary>
public sealed class WeightsPullTests
{
    [Fact]
    public void Weights_are_fetched_checked_and_found_by_renders()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Equal($"{studio.FirstPath}\n", studio.Host.Output);
        Assert.Equal(studio.FirstPath, new WeightLibrary(studio.Host.Environment()).Find(First));
        var request = Assert.Single(studio.Server.Requests);
        Assert.Equal($"/weights/{Path.GetFileName(studio.FirstPath)}", request.Target);
        Assert.Equal($"styleforge/{CommandLine.Version}", request.Headers["User-Agent"]);
        Assert.Equal(
            [$"{Path.GetFileName(studio.FirstPath)}: from 127.0.0.1:{studio.Server.Port}, 0.2 MB", $"tiny-a: 0.2 MB in 0.0 s, as published (SHA-256 {Hash(FirstFile)})."],
            studio.Host.ErrorLines);
    }

    [Fact]
    public void What_is_here_is_not_fetched_again()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        Assert.Equal(ExitCodes.Done, studio.Pull());

        Assert.Equal(ExitCodes.Done, studio.Pull());

        Assert.Single(studio.Server.Requests);
        Assert.Equal($"tiny-a is here already, as published (SHA-256 {Hash(FirstFile)}).", studio.Host.ErrorLines[^1]);
        Assert.Equal([studio.FirstPath, studio.FirstPath], studio.Host.OutputLines);
    }

    [Fact]
    public void What_was_imported_from_the_published_file_or_lies_in_the_cache_of_PyTorch_is_here()
    {
        using var imported = new PullStudio(_ => Reply.Code("500 Internal Server Error"));
        Directory.CreateDirectory(imported.Folder);
        using (var weights = StyleForge.Models.Fitting.RandomWeights.Make(First, 3))
        {
            StyleForge.Models.Weights.WeightFile.Write(
                Path.Combine(imported.Folder, "tiny-a.safetensors"), weights, new Dictionary<string, string> { ["styleforge_source_sha256"] = Hash(FirstFile) });
        }

        Assert.Equal(ExitCodes.Done, imported.Pull("--quiet"));
        Assert.Equal($"{Path.Combine(imported.Folder, "tiny-a.safetensors")}\n", imported.Host.Output);
        Assert.Empty(imported.Host.Error);

        using var cached = new PullStudio(_ => Reply.Code("500 Internal Server Error"));
        var cache = Directory.CreateDirectory(Path.Combine(cached.Host.HomeFolder, ".cache", "torch", "hub", "checkpoints")).FullName;
        File.WriteAllBytes(Path.Combine(cache, First.Facts.Weights!.FileName), FirstFile);
        Assert.Equal("present", cached.PullJson().Weights.GetProperty("status").GetString());
        Assert.Empty(cached.Server.Requests);
    }

    [Fact]
    public void A_damaged_file_of_that_name_is_replaced()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        Directory.CreateDirectory(studio.Folder);
        File.WriteAllBytes(studio.FirstPath, FirstFile[..1000]);

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Contains("is not as it was published and is replaced", studio.Host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_stands_before_the_new_one_is_told()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        Directory.CreateDirectory(studio.Folder);
        var imported = Path.Combine(studio.Folder, "tiny-a.safetensors");
        File.WriteAllText(imported, "somebody's own");

        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.StartsWith($"Renders of tiny-a still use {imported}", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stalls_is_left_and_asked_again()
    {
        using var studio = new PullStudio(
            request => Reply.Ranged(request, FirstFile).CutAfter(50_000) with { Stalls = true },
            request => Reply.Ranged(request, FirstFile) with { IsMute = true },
            request => Reply.Ranged(request, FirstFile));
        // On a busy machine the last answer may come late as well, so there are tries to spare.
        studio.Options = studio.Options with { StallTimeout = TimeSpan.FromMilliseconds(250), Attempts = 20 };

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.InRange(studio.Host.ErrorLines.Count(line => line.Contains("has sent nothing for 0.25 s; trying again", StringComparison.Ordinal)), 2, 20);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("503 Service Unavailable")]
    [InlineData("429 Too Many Requests")]
    public void A_server_that_is_out_of_order_is_asked_again(string status)
    {
        using var studio = new PullStudio(_ => Reply.Code(status), _ => Reply.Code(status, ("Retry-After", "86400")), request => Reply.Ranged(request, FirstFile));

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Contains($"127.0.0.1 cannot answer at the moment ({status}); trying again", studio.Host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public void Redirects_are_followed_with_the_range(string status)
    {
        using var studio = new PullStudio(
            _ => Reply.Code(status, ("Location", "elsewhere/b.pth")), _ => Reply.Code(status, ("Location", "/c.pth")), request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Equal(["/weights/elsewhere/b.pth", "/c.pth"], studio.Server.Requests.Skip(1).Select(request => request.Target));
        Assert.All(studio.Server.Requests, request => Assert.Equal(100_000, request.From));
    }

    [Fact]
    public void A_file_of_unknown_length_is_taken_to_its_end()
    {
        using var studio = new PullStudio(_ => Reply.Whole(FirstFile) with { Length = null });

        Assert.Equal(ExitCodes.Done, studio.Pull());
        studio.AssertPulled();
        Assert.Contains("of unknown size", studio.Host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_comes_in_chunks()
    {
        var chunked = System.Text.Encoding.ASCII.GetBytes($"{FirstFile.Length:x}\r\n").Concat(FirstFile).Concat("\r\n0\r\n\r\n"u8.ToArray()).ToArray();
        using var studio = new PullStudio(_ => new Reply { Body = chunked, Headers = new Dictionary<string, string> { ["Transfer-Encoding"] = "chunked" } });

        Assert.Equal(ExitCodes.Done, studio.Pull());
        studio.AssertPulled();
    }

    [Fact]
    public void Several_networks_are_fetched_and_one_failure_does_not_stop_the_others()
    {
        using var studio = new PullStudio(request => request.Target.Contains("tiny-a", StringComparison.Ordinal) ? Reply.Code("404 Not Found") : Reply.Whole(SecondFile));

        Assert.Equal(ExitCodes.JobFailed, studio.Pull("tiny-b", "forge-vgg", "--json"));

        Assert.Equal([Second.Facts.Weights!.FileName], studio.Left);
        using var document = System.Text.Json.JsonDocument.Parse(studio.Host.Output);
        var weights = document.RootElement.GetProperty("weights").EnumerateArray().ToList();
        Assert.Equal(["tiny-a", "tiny-b", "forge-vgg"], weights.Select(one => one.GetProperty("network").GetString()));
        Assert.Equal(["failed", "pulled", "builtIn"], weights.Select(one => one.GetProperty("status").GetString()));
        Assert.StartsWith("tiny-a: there is nothing at http://127.0.0.1", Assert.Single(studio.Host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_needs_others_beside_it_comes_last_into_a_folder_of_its_own()
    {
        var (manifest, shard) = ("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]"""u8.ToArray(), BitConverter.GetBytes(7f));
        using var studio = new PullStudio(
            _ => Reply.Whole(manifest), // In place of the shard.
            request => Reply.Ranged(request, shard),
            _ => Reply.Whole("<html>"u8.ToArray()),
            request => Reply.Ranged(request, manifest));
        studio.Host.Networks =
        [
            First with
            {
                Name = "several",
                Facts = First.Facts with
                {
                    Weights = new PublishedWeights(
                        "several/model.json",
                        new ServerPlace(new Uri("https://weights.invalid/model.json")) { Files = [new("model.json", Hash(manifest), manifest.Length), new("w.bin", Hash(shard), shard.Length)] },
                        Hash([.. manifest, .. shard]),
                        manifest.Length + shard.Length),
                },
            },
        ];
        int Pull() => studio.Host.Run("weights", "pull", "several", "--url", studio.Server.Address);
        string[] Left() => !Directory.Exists(Path.Combine(studio.Folder, "several")) ? [] : [.. Directory.EnumerateFiles(Path.Combine(studio.Folder, "several")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

        Assert.Equal(ExitCodes.JobFailed, Pull());
        Assert.Contains($"w.bin has {manifest.Length} bytes, but w.bin has 4", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(Left());
        Assert.Equal(ExitCodes.JobFailed, Pull());
        Assert.Equal(["w.bin"], Left());
        Assert.Equal(ExitCodes.Done, Pull());
        Assert.Equal(["model.json", "w.bin"], Left());
        Assert.Equal(
            ["/weights/several/w.bin", "/weights/several/w.bin", "/weights/several/model.json", "/weights/several/model.json"],
            studio.Server.Requests.Select(request => request.Target));
        Assert.Contains($"as published (SHA-256 {Hash([.. manifest, .. shard])})", studio.Host.ErrorLines[^1], StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, Pull());
        Assert.Contains("several is here already", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(Path.Combine(studio.Folder, "several", "model.json"), new WeightLibrary(studio.Host.Environment()).Find(studio.Host.Networks[0]));
    }

    [Fact]
    public void A_studio_names_its_server_once_and_for_all()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Host.Variables["STYLEFORGE_WEIGHTS_URL"] = studio.Server.Address.TrimEnd('/');

        Assert.Equal(ExitCodes.Done, studio.Host.Run("weights", "pull", "tiny-a"));
        studio.AssertPulled();
        Assert.Equal($"/weights/{Path.GetFileName(studio.FirstPath)}", Assert.Single(studio.Server.Requests).Target);
    }

    [Fact]
    public void A_file_may_have_an_address_of_its_own()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));

        Assert.Equal(ExitCodes.Done, studio.Host.Run("weights", "pull", "tiny-a", "--url", studio.Server.Address + "any?token=1"));
        studio.AssertPulled();
        Assert.Equal("/weights/any?token=1", Assert.Single(studio.Server.Requests).Target);
    }

    [Fact]
    public void A_proxy_is_asked_instead_of_the_server()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Options = studio.Options with { Proxy = new WebProxy("127.0.0.1", studio.Server.Port) };

        Assert.Equal(ExitCodes.Done, studio.Host.Run("weights", "pull", "tiny-a", "--url", "http://weights.invalid/"));
        studio.AssertPulled();
        Assert.Equal($"http://weights.invalid/{Path.GetFileName(studio.FirstPath)}", Assert.Single(studio.Server.Requests).Target);
    }

    [Fact]
    public void Weights_that_come_with_the_program_are_not_fetched()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.NothingToDo, host.Run("weights", "pull", "forge-vgg"));
        Assert.Equal("forge-vgg comes with the program: there is nothing to fetch.", Assert.Single(host.ErrorLines));
    }

    [Theory]
    [InlineData("There is no network 'vgg91': the networks are forge-vgg, vgg11, vgg13, vgg16, vgg19,", "vgg91")]
    [InlineData("--url is 'studio', but must be an address that begins with https:// or http://.", "vgg19", "--url", "studio")]
    [InlineData("--url is 'file:///a.pth', but must be an address", "vgg19", "--url", "file:///a.pth")]
    [InlineData("--url has a user name in it", "vgg19", "--url", "https://me:secret@studio.invalid/")]
    public void What_cannot_be_meant_is_refused(string sentence, params string[] words)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run(["weights", "pull", .. words]));
        Assert.StartsWith(sentence, Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    internal static string Hash(byte[] file) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
}
