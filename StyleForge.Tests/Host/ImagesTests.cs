using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class ImagesTests : IDisposable
{
    private readonly HostHarness _host = new();

    public ImagesTests()
    {
        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, "town.png"), new ImageData(60, 40, PixelFormat.Rgba, 16)
        {
            Colour = new ColourFacts(IsSrgb: true),
            Texts = new Dictionary<string, string> { ["Title"] = "A town\nby night", ["StyleForge"] = "{\"version\":1}" },
        });
        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, "wave.jpg"), new ImageData(50, 30, PixelFormat.Rgb, 8));
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_paragraph_tells_what_a_file_is_and_what_will_be_done_with_it()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("images", "info", "town.png", "wave.jpg"));

        Assert.Empty(_host.Error);
        string[] lines = [.. _host.Output.Split('\n').Select(line => Regex.Replace(line, "  +", ": "))];
        Assert.Equal(
            [
                "format: PNG: RGB with alpha, 16 bits",
                "size: 60×40",
                "read as: RGB with alpha, 16 bits",
                "colours: sRGB",
                "alpha: kept; colours of wholly transparent pixels are left behind",
                "settings: the record of a render is in it, 13 characters: --json shows it",
                "text: Title: A town by night",
                "",
            ],
            lines[1..9]);
        Assert.Equal(["format: JPEG: colour, 8 bits, baseline, sampling 1×1 1×1 1×1", "size: 50×30", "read as: RGB, 8 bits", "colours: sRGB, as its colour profile says"], lines[10..14]);
    }

    /// <summary>U+009B starts a command to a terminal.</summary>
    [Fact]
    public void What_a_file_says_gives_no_commands_to_the_terminal()
    {
        var texts = new Dictionary<string, string> { ["red\u009B31m"] = "also\u009B32mgreen" };
        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, "red.webp"), new ImageData(2, 2, PixelFormat.Rgb, 8) { Texts = texts });

        Assert.Equal(ExitCodes.Done, _host.Run("images", "info", "red.webp"));

        Assert.Contains("red 31m: also 32mgreen", _host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009B', _host.Output);
    }

    [Fact]
    public void Json_is_an_array_whose_fields_are_documented()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("images", "info", "town.png", "wave.jpg", "--json"));

        var answer = JsonDocument.Parse(_host.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(2, answer.Length);
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "town.png"), answer[0].GetProperty("file").GetString());
        Assert.Equal((60, 40, 16, 4), (Number("width"), Number("height"), Number("bitDepth"), Number("channels")));
        Assert.True(answer[0].GetProperty("alpha").GetBoolean());
        Assert.Equal("{\"version\":1}", answer[0].GetProperty("texts").GetProperty("StyleForge").GetString());

        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var section = Regex.Match(page, "## Looking into pictures\n(.*?)\n## ", RegexOptions.Singleline).Groups[1].Value;
        Assert.All(answer[0].EnumerateObject(), field => Assert.Contains($"`{field.Name}`", section, StringComparison.Ordinal));

        int Number(string name) => answer[0].GetProperty(name).GetInt32();
    }

    [Fact]
    public void A_file_that_a_render_would_refuse_is_refused_and_the_others_are_shown()
    {
        File.WriteAllBytes(Path.Combine(_host.WorkingDirectory, "half.jpg"), File.ReadAllBytes(Path.Combine(_host.WorkingDirectory, "wave.jpg"))[..^20]);

        Assert.Equal(ExitCodes.JobFailed, _host.Run("images", "info", "half.jpg", "wave.jpg", "none.png"));

        Assert.Equal(["half.jpg is truncated: it ends in the middle of its pixels.", "none.png does not exist."], _host.ErrorLines);
        Assert.Contains("wave.jpg", _host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("half.jpg", _host.Output, StringComparison.Ordinal);
    }
}
