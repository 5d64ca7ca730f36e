using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

/// <summary>The examples of the documentation do what they are said to do, as they stand there.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly HostHarness _host = new();

    public ExampleTests()
    {
        foreach (var name in (string[])["town.jpg", "cat.jpg", "3.png", "page.png", "photographs/a.png", "photographs/b.png"])
        {
            var path = Path.Combine(_host.WorkingDirectory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var image = new ImageData(60, 48, PixelFormat.Rgb, 8);
            new Random(name.Length).NextBytes(image.Samples);
            ImageCodecs.Default.Write(path, image);
        }
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("filters", 3)]
    [InlineData("networks visualize", 2)]
    public void Examples_of_pictures_write_what_they_name(string command, int count)
    {
        var examples = Examples(command);
        Assert.Equal(count, examples.Count);
        Assert.All(examples, words =>
        {
            Assert.True(_host.Run([.. words]) == ExitCodes.Done, _host.Error);
            Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, words[words.IndexOf("-o") + 1])));
        });
    }

    [Fact]
    public void Examples_of_classify_answer_for_each_picture()
    {
        _host.Variables["STYLEFORGE_WEIGHTS"] = _host.WorkingDirectory;
        Write("squeezenet1_1", SqueezeNets.Version11, new Dictionary<string, string>());
        var digits = new TrainedClassifier(LeNet.LeNet5.WithClasses(10, [1, 1, 28, 28]), [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")]);
        Write("digits", digits.Description, digits.Metadata());

        var examples = Examples("classify");
        Assert.Equal(4, examples.Count);
        // The second network of an example is left out here: to make weights for it takes longer than all other tests of the command, and ensembles have tests of their own.
        Assert.All(examples, words => Assert.True(_host.Run([.. words.Where(word => word != "resnet18")]) == ExitCodes.Done, _host.Error));
        Assert.Equal(2, _host.OutputLines.Count(line => line.StartsWith("{\"event\":\"classified\"", StringComparison.Ordinal)));
        Assert.Equal(2, _host.OutputLines.Count(line => line is "cat.jpg" or "3.png"));
        Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, "sevens.png")));
    }

    [Fact]
    public void Examples_of_faces_find_compare_enrol_and_forget()
    {
        FakeFaces.Write(Path.Combine(_host.HomeFolder, ".local/share/styleforge/weights"));
        foreach (var name in (string[])["group", "portrait", "passport", "visitor", "ada1", "ada2"])
        {
            var image = new ImageData(60, 60, PixelFormat.Rgb, 8);
            new Random(name.Length + name[^1]).NextBytes(image.Samples);
            ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, $"{name}.jpg"), image);
        }

        _host.Write("pairs.csv", "ada1.jpg,ada2.jpg,same\nada1.jpg,visitor.jpg,different\n");
        var examples = Examples("faces", "faces.md");
        Assert.Equal(["detect", "landmarks", "verify", "enrol", "identify", "forget", "verify"], examples.Select(words => words[1]));
        Assert.All(examples, words => Assert.True(_host.Run([.. words]) == ExitCodes.Done, _host.Error));
        Assert.All(["found.jpg", "points.png", "friends.json", "named.jpg", "errors.svg"], name => Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, name)), name));
    }

    private static List<List<string>> Examples(string command, string file = "command-line.md")
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", file));
        return [.. Regex.Matches(page, $"^    styleforge ({command} .*?)(?: +#.*)?$", RegexOptions.Multiline)
            .Select(line => Regex.Matches(line.Groups[1].Value, "\"([^\"]*)\"|(\\S+)").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value).ToList())];
    }

    private void Write(string name, NetworkDescription network, IReadOnlyDictionary<string, string> metadata)
    {
        using var weights = SeededWeights.Make(network, 1);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, $"{name}.safetensors"), weights, metadata);
    }
}
