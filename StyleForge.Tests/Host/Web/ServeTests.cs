using System.Net;
using System.Text.Json;
using StyleForge.Web;

namespace StyleForge.Tests.Host.Web;

public sealed class ServeTests
{
    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("192.0.2.1:5170")]
    public void Other_machines_are_let_in_with_a_token_only(string listen)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("serve", "queue", "--listen", listen));

        Assert.StartsWith($"--listen is {listen}, which other machines can reach: give a token with --token-file FILE or STYLEFORGE_TOKEN", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_for_other_machines_needs_a_token_as_well()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("serve", "queue", "--listen", "127.0.0.1:0", "--host", "forge.example"));

        Assert.StartsWith("--host is forge.example, by which other machines can reach the page: give a token", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5170")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("example.org:80")]
    [InlineData("::1:80")]
    [InlineData(":80")]
    public void An_address_that_is_none_is_named(string listen)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("serve", "queue", "--listen", listen));

        Assert.StartsWith($"--listen is {listen}, but must be a numeric address and a port", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "The token of STYLEFORGE_TOKEN has 5 characters, but needs 16 to 1024")]
    [InlineData("words with spaces between", "The token of STYLEFORGE_TOKEN has a space or a character beyond ASCII")]
    public void A_token_that_is_none_is_refused_without_being_told(string token, string sentence)
    {
        using var host = new HostHarness();
        host.Variables[AccessToken.Variable] = token;

        Assert.Equal(ExitCodes.Wrong, host.Run("serve", "queue"));

        Assert.StartsWith(sentence, Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain(token, host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence()
    {
        await using var studio = await LiveStudio.OpenAsync();
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("serve", "queue", "--listen", studio.Address.Authority));

        Assert.Equal([$"--listen is {studio.Address.Authority}, but another program has that port: end it, or name another port."], host.ErrorLines);
    }

    [Fact]
    public async Task The_page_of_a_folder_takes_a_job_and_ends_with_the_first_signal()
    {
        using var host = new HostHarness();
        host.Write("token.txt", "correct-horse-battery-staple\n");
        var running = Task.Run(() => host.Run("serve", "queue", "--listen", "127.0.0.1:0", "--token-file", "token.txt", "--json"));
        await using var studio = await LiveStudio.OpenAsync();
        while (!host.Output.Contains('\n', StringComparison.Ordinal))
        {
            Assert.False(running.IsCompleted, host.Error);
            await Task.Delay(10);
        }

        var address = new Uri(JsonDocument.Parse(host.OutputLines[0]).RootElement.GetProperty("url").GetString()!);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/v1/jobs")) { Content = LiveStudio.Form(style: null), Headers = { Authorization = new("Bearer", "correct-horse-battery-staple") } };
        ((MultipartFormDataContent)request.Content).Add(new ByteArrayContent(LiveStudio.Picture(grey: 9)), "style", "wave.png");
        using var response = await studio.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains(Directory.EnumerateFiles(Path.Combine(host.WorkingDirectory, "queue", "inbox"), "town.png", SearchOption.AllDirectories), path => File.ReadAllBytes(path).SequenceEqual(LiveStudio.Picture()));

        host.Interrupt();

        Assert.Equal(ExitCodes.Done, await running.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("correct-horse", host.Output + host.Error, StringComparison.Ordinal);
    }
}
