using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Weights.Onnx;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class ClassifyTests : IDisposable
{
    private readonly HostHarness _host = new();

    public ClassifyTests()
    {
        Draw("a.png", 1);
        Draw("holiday/b.png", 2);
        Draw("holiday/deeper/c.png", 3);
        _host.Write("holiday/notes.txt", "no picture");
        Train("one.safetensors", 1, "dress", "coat", "bag");
        Train("two.safetensors", 2, "dress", "coat", "bag");
        Train("other.safetensors", 1, "left", "right", "bo\u001bth");
        WriteOnnx("grey.onnx", channels: 1);
    }

    public void Dispose() => _host.Dispose();

    // The mean of each channel, spread over three classes.
    private void WriteOnnx(string name, int channels) => File.WriteAllBytes(Path.Combine(_host.WorkingDirectory, name), OnnxBytes.Model(graph => graph
        .Text(2, "mean colour").Input("picture", 0, channels, 4, 4).Output("scores").Floats("w", [channels, 3], [.. Enumerable.Range(0, 3 * channels).Select(i => (i % 4) - 1f)])
        .Node("GlobalAveragePool", ["picture"], ["means"]).Node("Flatten", ["means"], ["row"]).Node("Gemm", ["row", "w"], ["scores"])));

    [Fact]
    public void A_paragraph_a_picture_tells_the_likeliest_labels_of_the_file_first()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "a.png", "holiday", "--network", "one.safetensors", "--top", "2"));

        Assert.Empty(_host.Error);
        var paragraphs = _host.Output.TrimEnd('\n').Split("\n\n").Select(paragraph => paragraph.Split('\n')).ToList();
        Assert.Equal(["a.png", Path.Combine("holiday", "b.png"), Path.Combine("holiday", "deeper", "c.png")], paragraphs.Select(lines => lines[0]));
        Assert.All(paragraphs, lines =>
        {
            Assert.Equal(3, lines.Length);
            Assert.Matches("^  (dress|coat|bag) +[0-9]+\\.[0-9] %$", lines[1]);
            Assert.True(Share(lines[1]) >= Share(lines[2]));
        });

        static double Share(string line) => double.Parse(Regex.Match(line, "[0-9.]+(?= %)").Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_terminal_gets_bars_and_no_commands_from_a_file()
    {
        _host.IsOutputTerminal = true;
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "a.png", "--network", "other.safetensors"));

        Assert.Contains('█', _host.OutputLines[1]);
        Assert.Contains("bo th", _host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _host.Output);
    }

    [Fact]
    public void A_network_that_an_ONNX_file_describes_tells_classes_by_their_numbers()
    {
        WriteOnnx("colours.onnx", channels: 3);

        Assert.Equal(ExitCodes.Done, _host.Run("classify", "a.png", "--network", "colours.onnx", "--top", "3"));
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "a.png", "--network", "colours.onnx", "--top", "3", "--order", "bgr"));
        Assert.Equal(ExitCodes.Done, _host.Run("networks", "describe", "colours.onnx"));

        Assert.Empty(_host.Error);
        var lines = _host.OutputLines;
        Assert.All(lines[1..4].Concat(lines[5..8]), line => Assert.Matches("^  [012] +[0-9]+\\.[0-9] %$", line));
        Assert.Equal(100, lines[1..4].Sum(line => double.Parse(line[3..^1], CultureInfo.InvariantCulture)), 0.2);
        Assert.NotEqual(lines[1..4], lines[5..8]);
        Assert.Contains("colours: mean colour, as colours.onnx describes it", lines);
        Assert.Contains(lines, line => line.Contains("fully connected, 3 → 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_networks_answer_with_the_mean_of_what_they_say()
    {
        var one = Answers("one.safetensors");
        var two = Answers("two.safetensors");
        var both = Answers("one.safetensors", "two.safetensors");

        Assert.All(both, pair => Assert.Equal((one[pair.Key] + two[pair.Key]) / 2, pair.Value, 1e-9));
        Assert.Equal(1, both.Values.Sum(), 1e-6);
        Assert.NotEqual(one["bag"], two["bag"], 1e-3);
    }

    [Fact]
    public void Json_is_a_line_a_picture_whose_fields_are_documented()
    {
        _host.Write("broken.png", "no picture");
        Assert.Equal(ExitCodes.JobFailed, _host.Run("classify", "a.png", "broken.png", "--network", "one.safetensors", "--json"));

        var lines = _host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["classified", "unclassified"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "a.png"), lines[0].GetProperty("picture").GetString());
        Assert.Equal(("lenet5", "one.safetensors"), (lines[0].GetProperty("networks")[0].GetString(), lines[0].GetProperty("labels").GetString()));
        var first = lines[0].GetProperty("classes")[0];
        Assert.Equal(new[] { "dress", "coat", "bag" }[first.GetProperty("class").GetInt32()], first.GetProperty("label").GetString());

        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(lines, line =>
        {
            var row = Regex.Match(page, $"^\\| `{line.GetProperty("event").GetString()}` \\| (.*) \\|$", RegexOptions.Multiline).Groups[1].Value;
            Assert.All(line.EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_picture_that_cannot_be_read_does_not_keep_others_from_being_looked_at()
    {
        _host.Write("holiday/broken.png", "no picture");

        Assert.Equal(ExitCodes.JobFailed, _host.Run("classify", "none.png", "holiday", "--network", "one.safetensors", "--top", "1"));

        Assert.Equal(2, _host.ErrorLines.Length);
        Assert.Equal("none.png does not exist.", _host.ErrorLines[0]);
        Assert.StartsWith(Path.Combine("holiday", "broken.png"), _host.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal(4, _host.OutputLines.Length);
        Assert.Equal(ExitCodes.Wrong, _host.Run("classify", "none.png", "--network", "one.safetensors"));
    }

    [Fact]
    public void A_folder_without_pictures_is_nothing_to_do()
    {
        Directory.CreateDirectory(Path.Combine(_host.WorkingDirectory, "empty"));

        Assert.Equal(ExitCodes.NothingToDo, _host.Run("classify", "empty"));
        Assert.Single(_host.ErrorLines);
    }

    [Fact]
    public void A_request_to_end_is_heard_between_two_pictures()
    {
        _host.Interrupt();
        Assert.Equal(ExitCodes.Interrupted, _host.Run("classify", "a.png", "--network", "one.safetensors"));
        Assert.Empty(_host.Output);
    }

    [Theory]
    [InlineData("classify a.png", "The weights of squeezenet1_1 are not on this machine: fetch them once with 'styleforge weights pull squeezenet1_1' (5 MB), or name a file with --weights-file.")]
    [InlineData("classify a.png --network squeezenet", "'squeezenet' is neither a network nor a weight file")]
    [InlineData("classify --network one.safetensors a.png", "'classify' needs PICTURE...")]
    [InlineData("classify a.png --network one.safetensors a.png", "'a.png' is neither a network nor a weight file: name pictures before --network")]
    [InlineData("classify a.png --network one.safetensors other.safetensors", "lenet5 and lenet5 cannot answer together: they tell other classes (3 of one.safetensors and 3 of other.safetensors).")]
    [InlineData("classify a.png --network one.safetensors two.safetensors --weights-file one.safetensors", "--weights-file goes with the name of a network")]
    [InlineData("classify a.png --network mnist-cnn --weights-file digits.safetensors --crops 5", "--crops is 5, but mnist-cnn is shown whole pictures")]
    [InlineData("classify a.png --network one.safetensors --crops 3", "--crops is 3, but must be 1, 5 or 10.")]
    [InlineData("classify a.png --network one.safetensors --top 0", "--top is 0, but must be a whole number from 1 to 1000.")]
    [InlineData("classify a.png --network grey.onnx --order bgr", "grey is not shown colours: leave --order, --range, --mean and --deviation out.")]
    [InlineData("classify a.png --network grey.onnx --range 255", "--range, --mean and --deviation need --order beside them: rgb or bgr.")]
    [InlineData("classify a.png --network forge-vgg", "forge-vgg does not say what is on a picture")]
    [InlineData("classify a.png --network magika", "magika does not say what is on a picture")]
    [InlineData("classify a.png --network nin", "Nobody publishes weights of nin that could be fetched")]
    [InlineData("classify a.png --network resnet18 --weights-file one.safetensors", "says that it is a lenet5, not a resnet18")]
    [InlineData("classify a.png --network vgg16 --weights-file first.safetensors", "ends with relu1_1 of shape 1×4×224×224, and not with the probabilities of the 1000 classes of imagenet")]
    public void What_cannot_be_done_is_one_sentence_and_nothing_is_looked_at(string command, string sentence)
    {
        using (var first = RandomWeights.Make(Vgg.ForgeOf([[4]]), 1, "relu1_1"))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "first.safetensors"), first);
        }

        using (var digits = RandomWeights.Make(LeNet.Mnist, 1))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "digits.safetensors"), digits);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run(command.Split(' ')));
        Assert.Contains(sentence, _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.Empty(_host.Output);
    }

    [TestDataTheory]
    [InlineData("cat.jpg", "Egyptian cat", "tabby")]
    [InlineData("dingo.jpg", "dingo", "dingo")]
    [InlineData("golden_gate.jpg", "suspension bridge", "suspension bridge")]
    public void SqueezeNet_says_what_is_on_a_photograph_and_by_pieces_of_it_nearly_so(string picture, string label, string other)
    {
        foreach (var (crops, places) in (IEnumerable<(string, int)>)[("1", 1), ("10", 2)])
        {
            using var host = new HostHarness();
            Assert.Equal(ExitCodes.Done, host.Run(
                "classify", TestData.Path($"images/{picture}"), "--weights-file", TestData.Path("weights/squeezenet1_1_torchvision_rgb.safetensors"), "--crops", crops, "--json"));

            var classes = JsonDocument.Parse(Assert.Single(host.OutputLines)).RootElement.GetProperty("classes").EnumerateArray();
            Assert.Contains(classes.Take(places).Select(entry => entry.GetProperty("label").GetString()), told => told == label || told == other);
        }
    }

    [TestDataFact]
    public void ResNet20_knows_twenty_pictures_of_CIFAR_by_their_file()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(
            "classify", TestData.Path("models/cifar-resnet/pictures"), "--network", TestData.Path("models/cifar-resnet/resnet20.safetensors"), "--top", "1", "--json"));

        var cifar = LabelSets.Of(CifarResNet.ResNet20)!.Labels;
        Assert.Equal(20, _host.OutputLines.Length);
        Assert.All(_host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement), line =>
            Assert.Equal(cifar[Path.GetFileNameWithoutExtension(line.GetProperty("picture").GetString())![^1] - '0'], line.GetProperty("classes")[0].GetProperty("label").GetString()));
    }

    private Dictionary<string, double> Answers(params string[] networks)
    {
        using var host = new HostHarness();
        Assert.Equal(ExitCodes.Done, host.Run([
            "classify", Path.Combine(_host.WorkingDirectory, "a.png"), "--json", "--network", .. networks.Select(network => Path.Combine(_host.WorkingDirectory, network))]));
        return JsonDocument.Parse(Assert.Single(host.OutputLines)).RootElement.GetProperty("classes").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("label").GetString()!, entry => entry.GetProperty("probability").GetDouble());
    }

    private void Train(string name, int seed, params string[] labels)
    {
        var trained = new TrainedClassifier(LeNet.LeNet5.WithClasses(labels.Length, [1, 1, 28, 28]), labels);
        using var weights = SeededWeights.Make(trained.Description, seed);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, name), weights, trained.Metadata());
    }

    private void Draw(string name, int seed)
    {
        var path = Path.Combine(_host.WorkingDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = new ImageData(40, 30, PixelFormat.Rgb, 8);
        new Random(seed).NextBytes(image.Samples);
        ImageCodecs.Default.Write(path, image);
    }
}
