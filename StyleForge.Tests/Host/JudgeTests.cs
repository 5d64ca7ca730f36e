using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Weights;
using StyleForge.Tests.Engine.Judging;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class JudgeTests : IDisposable
{
    private static readonly string[] Measure =
        ["--content", "town.png", "--style", "wave.png", "--network", "forge-vgg", "--style-layers", "relu1_1,relu2_1"];

    private readonly HostHarness _host = new();

    public JudgeTests()
    {
        Save("town.png", 60, 40, 1);
        Save("wave.png", 50, 50, 2);
        Save("render.png", 60, 40, 3);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_bundled_style_goes_by_its_name()
    {
        _host.Write("styles/wave-of-ink.json", """{ "title": "A wave" }""");
        Save("styles/wave-of-ink.png", 50, 50, 2);

        Assert.Equal(ExitCodes.Done, _host.Run([.. Named("wave-of-ink"), "--json"]));
        var byName = _host.Output;
        Assert.Equal(ExitCodes.Done, _host.Run([.. Named("wave.png"), "--json"]));

        Assert.EndsWith(byName, _host.Output, StringComparison.Ordinal);

        static string[] Named(string style) => ["judge", "render.png", "--content", "town.png", "--style", style, "--network", "forge-vgg", "--style-layers", "relu1_1,relu2_1"];
    }

    [Fact]
    public void A_table_has_a_row_a_picture_and_a_column_a_layer()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", "town.png", .. Measure]));

        Assert.Empty(_host.Error);
        Assert.Equal(["picture", "relu1_1", "relu2_1", "style", "ssim", "noise", "border"], Words(0));
        Assert.Equal("render.png", Words(1)[0]);
        var numbers = Words(1)[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal((numbers[0] + numbers[1]) / 2, numbers[2], 1e-4);
        Assert.Equal(("town.png", "1.0000"), (Words(2)[0], Words(2)[4]));
    }

    [Fact]
    public void The_style_beside_itself_has_no_distance()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "wave.png", .. Measure[2..], "--content", "wave.png"]));

        Assert.Equal(["wave.png", "0.0000", "0.0000", "0.0000", "1.0000", "1.00"], Words(1)[..^1]);
    }

    [Fact]
    public void Json_is_an_array_whose_fields_are_documented()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", "town.png", .. Measure, "--json"]));

        var answer = JsonDocument.Parse(_host.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(2, answer.Length);
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "render.png"), answer[0].GetProperty("picture").GetString());
        Assert.Equal("forge-vgg", answer[0].GetProperty("network").GetString());
        Assert.Equal((60, 40), (answer[0].GetProperty("width").GetInt32(), answer[0].GetProperty("height").GetInt32()));
        var layers = answer[0].GetProperty("layers").EnumerateObject().ToArray();
        Assert.Equal(["relu1_1", "relu2_1"], layers.Select(layer => layer.Name));
        Assert.Equal(layers.Average(layer => layer.Value.GetDouble()), answer[0].GetProperty("styleDistance").GetDouble(), 1e-12);
        Assert.Equal(1, answer[1].GetProperty("ssim").GetDouble(), 1e-12);
        Assert.Equal(
            answer[0].GetProperty("fineChroma").GetDouble() / answer[0].GetProperty("styleFineChroma").GetDouble(), answer[0].GetProperty("colourNoise").GetDouble(), 1e-12);
        Assert.InRange(answer[0].GetProperty("border").GetDouble(), 0.1, 10);
        RequireDocumented(answer[0]);
    }

    [Fact]
    public void SqueezeNet_and_lpips_judge_as_well_where_their_weights_are_named()
    {
        SaveWeights();

        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", "town.png", .. Measure, "--squeezenet", "squeeze.safetensors", "--lpips", "lpips.safetensors"]));
        Assert.Equal(["picture", "relu1_1", "relu2_1", "style", "squeeze", "ssim", "lpips", "noise", "border"], Words(0));
        Assert.NotEqual("0.0000", Words(1)[6]);
        Assert.Equal(("1.0000", "0.0000"), (Words(2)[5], Words(2)[6]));
        var squeeze = Words(1)[4];

        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", .. Measure, "--squeezenet", "squeeze.safetensors", "--lpips", "lpips.safetensors", "--json"]));
        var answer = JsonDocument.Parse(_host.Output[_host.Output.IndexOf('[', StringComparison.Ordinal)..]).RootElement[0];
        var other = answer.GetProperty("otherNetworks")[0];
        Assert.Equal("squeezenet1_1", other.GetProperty("network").GetString());
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "squeeze.safetensors"), other.GetProperty("weights").GetString());
        Assert.Equal(7, other.GetProperty("layers").EnumerateObject().Count());
        Assert.Equal(squeeze, other.GetProperty("styleDistance").GetDouble().ToString("0.0000", CultureInfo.InvariantCulture));
        RequireDocumented(answer);
    }

    [Theory]
    [InlineData("--lpips lpips.safetensors", "--lpips looks through SqueezeNet 1.1: name its weights, too, with --squeezenet.")]
    [InlineData("--squeezenet lost.pth", "There is no weight file '*lost.pth'.")]
    [InlineData("--squeezenet lpips.safetensors", "'*lpips.safetensors' holds 'lin0', which squeezenet1_1 does not have; take a file of plain convolutions (no batch normalisation) with torchvision's names.")]
    [InlineData("--squeezenet squeeze.safetensors --lpips squeeze.safetensors", "'*squeeze.safetensors' has no 'lin0', so it does not hold the linear layers of LPIPS over SqueezeNet.")]
    [InlineData("--squeezenet wave.png", "'*wave.png' is a PNG picture, not weights; name the weight file.")]
    [InlineData("small.png --squeezenet squeeze.safetensors", "small.png is 60×24, but SqueezeNet needs at least 25 pixels a side: take a larger picture, or leave out --squeezenet.")]
    public void Weights_that_are_missing_or_of_something_else_are_told_in_one_sentence(string options, string sentence)
    {
        SaveWeights();
        Save("small.png", 60, 24, 4);

        Assert.Equal(ExitCodes.Wrong, _host.Run(["judge", "render.png", .. Measure, .. options.Split(' ')]));

        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines[^1]);
        Assert.Empty(_host.Output);
    }

    [Fact]
    public void Coloured_noise_is_left_open_where_the_style_is_grey()
    {
        var grey = new Picture(50, 50);
        grey.Samples.AsSpan().Fill(0.5f);
        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, "grey.png"), grey.ToImageData());

        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", "--content", "town.png", "--style", "grey.png", .. Measure[4..]]));
        Assert.Equal("-", Words(1)[^2]);

        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", "--content", "town.png", "--style", "grey.png", .. Measure[4..], "--json"]));
        Assert.Contains("\"colourNoise\": null", _host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_of_other_proportions_is_pointed_out()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["judge", "render.png", .. Measure[2..], "--content", "wave.png"]));

        Assert.Equal("render.png is 60×40, but its content is 50×50: their proportions differ, so ssim says little.", Assert.Single(_host.ErrorLines));
    }

    [Theory]
    [InlineData("judge render.png --content town.png", "'judge' needs the option '--style FILE'.")]
    [InlineData("judge render.png --style wave.png", "'judge' needs the option '--content FILE'.")]
    [InlineData("judge --content town.png --style wave.png", "'judge' needs PICTURE...: finished pictures.")]
    [InlineData("judge render.png lost.png --content town.png --style wave.png", "lost.png does not exist.")]
    [InlineData("judge render.png --content town.png --style marblin", "The style picture 'marblin' does not exist, and no bundled style has that name: 'styleforge styles' lists those that there are. Did you mean 'marbling'?")]
    [InlineData("judge render.png --content town.png --style nosuch", "The style picture 'nosuch' does not exist, and no bundled style has that name: 'styleforge styles' lists those that there are.")]
    [InlineData("judge render.png --content town.txt --style wave.png", "town.txt does not exist.")]
    [InlineData("judge render.png --content town.png --style wave.png --network vgg18", "There is no network 'vgg18': the networks are * Did you mean 'vgg*'?")]
    [InlineData(
        "judge render.png --content town.png --style wave.png --style-layers relu1_1,relu9_1",
        "--style-layers names 'relu9_1', but vgg19 has no such layer: 'styleforge networks describe vgg19' lists them. Did you mean 'relu*_1'?")]
    [InlineData("judge render.png --content town.png --style wave.png --style-layers relu1_1,relu1_1", "--style-layers is relu1_1,relu1_1, but each layer may be named only once.")]
    [InlineData(
        "judge render.png small.png --content town.png --style wave.png",
        "small.png is 60×10, but vgg19 needs at least 11 pixels a side to reach relu1_1: take a larger picture, or shallower --style-layers.")]
    [InlineData(
        "judge render.png --content town.png --style thin.png --style-layers relu5_1",
        "thin.png is 60×6 beside render.png, but vgg19 needs at least 16 pixels a side to reach relu5_1: take a larger picture, or shallower --style-layers.")]
    [InlineData("judge render.png --content town.png --style wave.png", "The weights of vgg19 are not on this machine: fetch them once with 'styleforge weights pull vgg19' *")]
    [InlineData("judge render.png --content town.png --style wave.png --threads 0", "--threads is 0, but must be a whole number from 1 to 1024.")]
    public void What_has_no_answer_is_refused_in_one_sentence(string line, string sentence)
    {
        Save("small.png", 60, 10, 4);
        Save("thin.png", 100, 10, 4);
        _host.Write("styles/marbling.json", "{}");

        Assert.Equal(ExitCodes.Wrong, _host.Run(line.Split(' ')));

        // An asterisk stands for anything.
        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines[0]);
        Assert.Empty(_host.Output);
    }

    [Theory]
    [InlineData("styleforge jud", "judge")]
    [InlineData("styleforge judge --network ", "vgg19")]
    public void Completions_know_the_command_and_what_its_options_take(string line, string word)
    {
        Assert.Equal(ExitCodes.Done, _host.Run($"[suggest:{line.Length}]", line));

        Assert.Contains(word, _host.OutputLines);
    }

    private static void RequireDocumented(JsonElement answer)
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var section = Regex.Match(page, "## Judging pictures\n(.*?)\n## ", RegexOptions.Singleline).Groups[1].Value;
        Assert.All(answer.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", section, StringComparison.Ordinal));
    }

    private void SaveWeights()
    {
        using var network = SqueezeWeights.Make();
        using var linear = SqueezeWeights.MakeLinear();
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, "squeeze.safetensors"), network);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, "lpips.safetensors"), linear);
    }

    private string[] Words(int line) => _host.OutputLines[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Save(string name, int width, int height, int seed) =>
        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, name), SsimTests.Pattern(width, height, seed).ToImageData());
}
