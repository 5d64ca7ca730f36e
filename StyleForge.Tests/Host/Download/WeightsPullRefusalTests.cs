using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StyleForge.Hosting.Download;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Host.Download.TinyWeights;

namespace StyleForge.Tests.Host.Download;

/// <summary><c>weights pull</c> where what comes is not what was published, or nothing comes: one sentence, and nothing false is kept.</summary>
public sealed class WeightsPullRefusalTests
{
    private static readonly byte[] Page = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"u8.ToArray();
    private static readonly byte[] LargePage = [.. Page, .. new byte[200]];

    [Fact]
    public void A_web_page_is_named()
    {
        using var studio = new PullStudio(_ => Reply.Whole(Page));
        Refused(studio, "is a web page, not weights");
    }

    [Fact]
    public void A_web_page_that_never_ends_is_named_by_its_beginning()
    {
        using var studio = new PullStudio(_ => new Reply { Body = [.. Page, .. new byte[2000]], Stalls = true });
        Refused(studio, "is a web page, not weights");
    }

    [Fact]
    public void A_login_page_of_the_network_around_does_not_cost_the_beginning()
    {
        using var studio = new PullStudio(
            _ => Reply.Whole(LargePage) with { Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html; charset=utf-8" } },
            request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);

        Assert.Equal(ExitCodes.JobFailed, studio.Pull());
        Assert.Contains("is a web page, not the file: the address is wrong, or this network wants one to log in first. 0.1 MB are kept", studio.Host.ErrorLines[^1], StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.Equal([100_000, 100_000], studio.Server.Requests.Select(request => request.From));
        studio.AssertPulled();
    }

    [Fact]
    public void A_file_that_the_server_has_in_part_only_is_named()
    {
        using var studio = new PullStudio(_ => Reply.Whole(FirstFile[..150_000]));
        Refused(studio, "is cut short: it has 150,000 bytes, and tiny-a-");
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        var damaged = (byte[])FirstFile.Clone();
        damaged[^1] ^= 1;
        using var studio = new PullStudio(_ => Reply.Whole(damaged));
        Refused(studio, "holds weights of vgg13 or vgg16 or vgg19, but it is another file than tiny-a-", $": this one's is {WeightsPullTests.Hash(damaged)}");
    }

    [Fact]
    public void The_published_file_of_another_network_is_named()
    {
        using var studio = new PullStudio(_ => Reply.Whole(SecondFile));
        Refused(studio, $"is {Second.Facts.Weights!.FileName}, not {First.Facts.Weights!.FileName}");
    }

    [Fact]
    public void Weights_of_something_else_are_named()
    {
        using var stream = new MemoryStream();
        using (var weights = RandomWeights.Make(Vgg.Vgg19, 1, "relu1_1"))
        {
            SafetensorsWriter.Write(stream, [("decoder.weight", weights["features.0.weight"])], new Dictionary<string, string>());
        }

        using var studio = new PullStudio(_ => Reply.Whole(stream.ToArray()));
        Refused(studio, "holds weights that fit no network here (the first is decoder.weight)");
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        using var studio = new PullStudio(_ => Reply.Whole([]));
        Refused(studio, "is empty");
    }

    [Fact]
    public void A_file_that_claims_to_be_too_large_is_refused_before_a_byte_is_taken()
    {
        using var studio = new PullStudio(_ => Reply.Whole(FirstFile) with { Length = 10_000_000_000 });
        studio.Begin(0);
        Refused(studio, $"has 10,000,000,000 bytes, but {First.Facts.Weights!.FileName} has {FirstFile.Length:N0}");
    }

    [Fact]
    public void A_large_file_of_another_published_size_is_known_by_it_and_not_fetched()
    {
        using var studio = new PullStudio(_ => new Reply { Length = 553_433_881, Stalls = true });
        studio.Host.Networks = [Vgg.Vgg16, Vgg.Vgg19];

        Assert.Equal(ExitCodes.JobFailed, studio.Host.Run("weights", "pull", "vgg19", "--url", studio.Server.Address));
        Assert.EndsWith("has 553,433,881 bytes, the size of vgg16-397923af.pth, but vgg19-dcbb9e9d.pth has 574,673,361.", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_does_not_end_is_given_up_where_it_should_have_ended(bool isSizeKnown)
    {
        var endless = FirstFile.Concat(new byte[2 << 20]).ToArray();
        using var studio = new PullStudio(_ => new Reply { Body = endless });
        studio.Host.Networks = [WithHash("00000000", isSizeKnown ? FirstFile.Length : null)];
        Refused(studio, "bytes that the file can have");
    }

    [Fact]
    public void A_server_that_claims_more_than_it_sends_is_asked_for_the_rest_and_given_up()
    {
        using var studio = new PullStudio(
            _ => Reply.Whole(FirstFile).CutAfter(100_000),
            _ => new Reply { Status = "206 Partial Content", Length = FirstFile.Length - 100_000, Headers = new Dictionary<string, string> { ["ETag"] = "\"one\"", ["Content-Range"] = $"bytes 100000-{FirstFile.Length - 1}/{FirstFile.Length}" } });

        Assert.Equal(ExitCodes.JobFailed, studio.Pull());

        Assert.Contains("broke off. 0.1 MB are kept, and the same command goes on from there. Without internet here, fetch https://weights.invalid/", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(2, studio.Left.Count());
        // The first try brought the file on, so a row of three more was begun after its three.
        Assert.Equal(6, studio.Server.Requests.Count);
    }

    [Theory]
    [InlineData("404 Not Found", "there is nothing at http://127.0.0.1:")]
    [InlineData("403 Forbidden", "does not give http://127.0.0.1:")]
    [InlineData("407 Proxy Authentication Required", "the proxy wants to know who asks")]
    [InlineData("204 No Content", "answers with 204 No Content where a file was expected")]
    [InlineData("206 Partial Content", "answers with 206 Partial Content where a file was expected")]
    [InlineData("302 Found", "answers with 302 Found where a file was expected")]
    public void An_answer_that_will_not_change_is_taken_at_once(string status, string sentence)
    {
        using var studio = new PullStudio(_ => Reply.Code(status) with { Body = [], Length = null });
        Refused(studio, sentence);
        Assert.Single(studio.Server.Requests);
    }

    [Fact]
    public void An_answer_that_is_none_is_given_up_in_the_end()
    {
        using var studio = new PullStudio(_ => Reply.Code("nonsense"));
        Refused(studio, "127.0.0.1 gave no answer that can be read");
        Assert.Equal(3, studio.Server.Requests.Count);
    }

    [Fact]
    public void Redirects_without_end_are_not_followed()
    {
        using var studio = new PullStudio(_ => Reply.Code("302 Found", ("Location", "again")));
        Refused(studio, "sends one from address to address, 10 times and more");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/a.pth")]
    [InlineData("file:///etc/passwd")]
    public void Redirects_out_of_the_web_are_not_followed(string location)
    {
        using var studio = new PullStudio(_ => Reply.Code("302 Found", ("Location", location)));
        Refused(studio, $"wants to send one on from http to {location.Split(':')[0]}");
    }

    [Fact]
    public async Task Redirects_from_a_secure_address_to_one_that_is_not_are_not_followed()
    {
        using var source = new HttpSource(DownloadOptions.Default, TimeProvider.System, new Canned(new HttpResponseMessage(HttpStatusCode.Found)
        {
            Headers = { Location = new Uri("http://weights.invalid/a.pth") },
        }));

        var failure = await Assert.ThrowsAsync<DownloadFailure>(async () => await source.AskAsync(new Uri("https://weights.invalid/a.pth"), null, 0, CancellationToken.None));
        Assert.Contains("wants to send one on from https to http", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.MayPass);
    }

    [Fact]
    public void A_server_that_cannot_prove_who_it_is_is_not_believed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var server = new LoopbackServer(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null), request => Reply.Ranged(request, FirstFile));
        using var host = new HostHarness { Networks = [First] };

        Assert.Equal(ExitCodes.JobFailed, host.Run("weights", "pull", "tiny-a", "--url", server.Address));
        Assert.Contains("127.0.0.1 cannot prove who it is: ", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named_and_left_alone_for_the_next_file()
    {
        using var studio = new PullStudio(_ => Reply.Code("503 Service Unavailable"));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        Assert.Equal(ExitCodes.JobFailed, studio.Host.Run("weights", "pull", "tiny-a", "tiny-b", "--url", $"http://127.0.0.1:{port}/"));

        Assert.StartsWith("tiny-a: 127.0.0.1 cannot be reached: ", studio.Host.ErrorLines[^2], StringComparison.Ordinal);
        Assert.StartsWith($"tiny-b: 127.0.0.1:{port} failed too often just now and is left alone for a while.", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(studio.Left);
    }

    [Fact]
    public void A_server_that_is_out_of_order_is_asked_as_often_as_was_agreed_and_not_for_the_next_file()
    {
        using var studio = new PullStudio(_ => Reply.Code("503 Service Unavailable"));

        Assert.Equal(ExitCodes.JobFailed, studio.Pull("tiny-b"));

        Assert.Equal(3, studio.Server.Requests.Count);
        Assert.Equal(["try 2 of 3", "try 3 of 3"], studio.Host.ErrorLines.Where(line => line.Contains("(try", StringComparison.Ordinal)).Select(line => line.Split('(')[^1].TrimEnd(')')));
    }

    [Fact]
    public void Two_pulls_of_one_file_do_not_mix()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        Directory.CreateDirectory(studio.Folder);
        using var other = PartFile.Open(studio.FirstPath);

        Assert.Equal(ExitCodes.JobFailed, studio.Pull());
        Assert.EndsWith(".pth.part is being written by another process: wait for it to end.", Assert.Single(studio.Host.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(studio.Server.Requests);
    }

    [LinuxFact("/proc, a folder that not even an administrator can write to")]
    public void A_folder_that_cannot_be_made_is_told_in_one_sentence()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Host.Variables["XDG_DATA_HOME"] = "/proc/none";

        Assert.Equal(ExitCodes.JobFailed, studio.Pull());
        Assert.StartsWith("tiny-a: The weights folder /proc/none/styleforge/weights cannot be made: ", Assert.Single(studio.Host.ErrorLines), StringComparison.Ordinal);
    }

    // Refused with these words, in one sentence, and nothing is left.
    private static void Refused(PullStudio studio, params string[] words)
    {
        Assert.Equal(ExitCodes.JobFailed, studio.Pull());
        Assert.All(words, word => Assert.Contains(word, studio.Host.ErrorLines[^1], StringComparison.Ordinal));
        Assert.StartsWith("tiny-a: ", studio.Host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(studio.Left);
        Assert.Empty(studio.Host.Output);
    }

    private sealed class Canned(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(response);
    }
}
