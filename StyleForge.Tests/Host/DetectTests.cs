using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Host;

public sealed class DetectTests : IDisposable
{
    // Sees a ball of 16 by 8 pixels, and something else of 8 by 8 within it, in the middle of its 32 by 32, whatever it is shown.
    private const string Configuration = "[net]\nwidth=32\nheight=32\n[avgpool]\n[convolutional]\nfilters=14\nsize=1\nactivation=linear\n[yolo]\nanchors=16,8, 8,8\nclasses=2\n";
    private static readonly float[] Biases = [0, 0, 0, 0, 3, 3, -9, 0, 0, 0, 0, 2, -9, 3];

    private readonly HostHarness _host = new();

    public DetectTests()
    {
        _host.Write("balls.cfg", Configuration);
        _host.Write("balls.names", "ball\nwooden box\n");
        File.WriteAllBytes(Full("balls.weights"), [0, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, .. new byte[8], .. Floats(Biases), .. Floats(new float[14 * 3])]);
        Save("wide.png", 64, 32);
        Save("photos/a.png", 40, 40);
        Save("photos/b.jpg", 32, 64);
        _host.Write("photos/notes.txt", "no picture");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void What_is_found_is_told_in_pixels_of_the_picture()
    {
        Assert.Equal(ExitCodes.Done, Detect("wide.png"));

        Assert.Empty(_host.Error);
        Assert.Equal(
            [
                "wide.png: 2 objects",
                "  class       score  left  top  right  bottom",
                "  ball         0.90    16    8     48      24",
                "  wooden box   0.83    24    8     40      24",
            ],
            _host.OutputLines);
    }

    [Fact]
    public void Json_is_a_line_a_picture()
    {
        Assert.Equal(ExitCodes.Done, Detect("wide.png", "photos", "--json"));

        var lines = _host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["wide.png", "photos/a.png", "photos/b.jpg"], lines.Select(line => Path.GetRelativePath(_host.WorkingDirectory, line.GetProperty("picture").GetString()!)));
        Assert.All(lines, line => Assert.Equal("detected", line.GetProperty("event").GetString()));
        var ball = lines[0].GetProperty("objects")[0];
        Assert.Equal("ball", ball.GetProperty("class").GetString());
        Assert.Equal([16, 8, 32, 16], new[] { "left", "top", "width", "height" }.Select(name => ball.GetProperty(name).GetDouble()));
        Assert.Equal((64, 32, "balls", JsonValueKind.Null), (lines[0].GetProperty("width").GetInt32(), lines[0].GetProperty("height").GetInt32(), lines[0].GetProperty("network").GetString(), lines[0].GetProperty("output").ValueKind));
        Assert.Equal(32, lines[2].GetProperty("objects")[0].GetProperty("width").GetDouble()); // Twice as high as the network's frame, and so twice as large there.
    }

    [Fact]
    public void Classes_thresholds_and_suppression_choose()
    {
        Assert.Equal(["ball"], Found("--classes", "BALL"));
        Assert.Equal(["wooden box"], Found("--classes", "wooden box"));
        Assert.Equal(["ball"], Found("--threshold", "0.85"));
        Assert.Equal(["ball"], Found("--class-agnostic", "--nms", "0.4"));
        Assert.Equal(["ball", "wooden box"], Found("--class-agnostic", "--nms", "0.6"));
        Assert.Equal(["ball", "wooden box"], Found("--class-agnostic", "--soft-nms"));
        Assert.Empty(Found("--threshold", "0.99"));
    }

    [Fact]
    public void One_picture_is_drawn_in_a_file_and_several_in_a_folder()
    {
        Assert.Equal(ExitCodes.Done, Detect("wide.png", "-o", "out/boxes.png"));
        Assert.Equal(ExitCodes.Done, Detect("photos", "-o", "found"));

        Assert.EndsWith("drawn in found/b.jpg", _host.OutputLines.Last(line => line.Contains("drawn", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["a.png", "b.jpg"], Directory.EnumerateFiles(Full("found")).Select(Path.GetFileName).Order());
        var before = ImageCodecs.Default.Read(Full("wide.png")).ToPicture();
        var after = ImageCodecs.Default.Read(Full("out/boxes.png")).ToPicture();
        Assert.Equal((320, 160), (after.Width, after.Height)); // Five times as large, for labels that can be read.
        Assert.Contains(after.Samples, sample => Math.Abs(sample - before.Samples[0]) > 0.2f);
        Assert.Equal(before.Plane(0)[0], after.Plane(0)[(155 * 320) + 4], 0.01f); // Far from both boxes nothing has changed.
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_told_and_the_others_are_done()
    {
        _host.Write("photos/torn.png", "not a picture");

        Assert.Equal(ExitCodes.JobFailed, Detect("photos"));

        Assert.Equal(2, _host.OutputLines.Count(line => line.Contains("2 objects", StringComparison.Ordinal)));
        Assert.StartsWith("photos/torn.png is a text file; this build reads", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, Detect("photos/torn.png"));
    }

    [Theory]
    [InlineData("--network is 'yolo-fast', but there is no such file, and the detectors are yolo-fastest and yolo-fastest-xl. Did you mean 'yolo-fastest'?", "wide.png", "--network", "yolo-fast")]
    [InlineData("The weights of yolo-fastest-xl are not on this machine: 'styleforge weights pull yolo-fastest-xl' fetches them (3.7 MB).", "wide.png", "--network", "yolo-fastest-xl")]
    [InlineData("--network names the file 'balls.weights', which holds its own weights: leave --weights-file out.", "wide.png", "--network", "balls.weights", "--weights-file", "other.weights")]
    [InlineData("--classes names 'bal', which balls does not know. Did you mean 'ball'? It knows ball, wooden box.", "wide.png", "--network", "balls.weights", "--classes", "bal")]
    [InlineData("--threshold is 3, but must be a number from 0 to 1.", "wide.png", "--threshold", "3")]
    [InlineData("--output is 'boxes', whose ending says no format that can be written: end it with", "wide.png", "--network", "balls.weights", "-o", "boxes")]
    [InlineData("--output is 'wide.png', which is a file, but 2 pictures of a list or a folder need a folder.", "photos", "--network", "balls.weights", "-o", "wide.png")]
    [InlineData("wide.png would be replaced by the copy that is drawn on: name another --output.", "wide.png", "--network", "balls.weights", "-o", "wide.png")]
    [InlineData("Several pictures would be drawn in found/a.png: give them other names", "photos", "photos/../photos2", "--network", "balls.weights", "-o", "found")]
    public void What_is_wrong_with_a_command_line_is_said_before_anything_is_done(string expected, params string[] arguments)
    {
        Save("photos2/a.png", 10, 10);

        Assert.Equal(ExitCodes.Wrong, _host.Run(["detect", .. arguments]));

        Assert.Empty(_host.Output);
        Assert.Contains(expected, _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Full("found")));
    }

    [Fact]
    public void A_folder_without_pictures_is_nothing_to_do()
    {
        Directory.CreateDirectory(Full("empty"));

        Assert.Equal(ExitCodes.NothingToDo, Detect("empty"));
        Assert.Equal("There are no pictures in the folders that were named.", Assert.Single(_host.ErrorLines));
    }

    [TestDataFact]
    public void The_published_detector_finds_dog_and_bicycle_by_name_once_its_weights_are_here()
    {
        var folder = Directory.CreateDirectory(Full("weights")).FullName;
        File.Copy(TestData.Path("models/yolo-fastest/yolo-fastest-1.1.weights"), Path.Combine(folder, "yolo-fastest-1.1.weights"));
        _host.Variables["STYLEFORGE_WEIGHTS"] = folder;

        Assert.Equal(ExitCodes.Done, _host.Run("detect", TestData.Path("models/yolo-fastest/dog.jpg")));

        Assert.Equal(["dog", "bicycle", "car", "bicycle", "car"], _host.OutputLines[2..].Select(line => line.Trim().Split(' ')[0]));
    }

    [Fact]
    public void A_trained_detector_of_two_stages_is_taken_like_any_other_and_a_part_of_one_is_not()
    {
        var detector = RegionDetector.Small(32, [new Anchor(16, 16)], ["ball"]);
        using var network = RandomWeights.Make(detector.Network, 1);
        using var head = RandomWeights.Make(detector.Head, 1);
        var tensors = new[] { network, head }.SelectMany(weights => weights.Names.Select(name => (name, weights[name]))).ToArray();
        WeightFile.Write(Full("stages.safetensors"), tensors, TrainedDetector.Metadata(detector));
        WeightFile.Write(Full("half.safetensors"), tensors[..^1], TrainedDetector.Metadata(detector));

        Assert.Equal(ExitCodes.Done, _host.Run("detect", "wide.png", "--network", "stages.safetensors", "--threshold", "0", "--json"));
        Assert.Equal(ExitCodes.Wrong, _host.Run("detect", "wide.png", "--network", "half.safetensors"));

        Assert.Equal("small-two-stage", JsonDocument.Parse(Assert.Single(_host.OutputLines)).RootElement.GetProperty("network").GetString());
        Assert.Equal(
            $"'{Full("half.safetensors")}' says that it holds a small-two-stage of 1 class, but its '{tensors[^1].name}' is missing: take a whole copy, or train it again.", Assert.Single(_host.ErrorLines));
    }

    [Fact]
    public void Both_networks_of_a_detector_of_two_stages_are_described()
    {
        var detector = RegionDetector.Small(32, [new Anchor(16, 16)], ["ball", "box"]);
        using (var network = RandomWeights.Make(detector.Network, 1))
        using (var head = RandomWeights.Make(detector.Head, 1))
        {
            WeightFile.Write(Full("stages.safetensors"), [.. new[] { network, head }.SelectMany(weights => weights.Names.Select(name => (name, weights[name])))], TrainedDetector.Metadata(detector));
        }

        Assert.Equal(ExitCodes.Done, _host.Run("networks", "describe", "stages.safetensors", "--size", "64"));
        var text = _host.OutputLines;
        Assert.Equal(2, text.Count(line => line.StartsWith("small-two-stage: ", StringComparison.Ordinal) || line.StartsWith("small-two-stage-head: ", StringComparison.Ordinal)));
        Assert.Contains("  input    regions of the maps of small-two-stage, 64×5×5 each", text);
        Assert.Contains(text, line => line.StartsWith("boxes ", StringComparison.Ordinal) && line.Contains("fully connected, 64 → 8", StringComparison.Ordinal));
        Assert.StartsWith("This is for one region. The outputs of all layers together take ", text[^1], StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, _host.Run("networks", "describe", "stages.safetensors", "--json"));
        var json = JsonDocument.Parse(string.Join('\n', _host.OutputLines[text.Length..])).RootElement;
        Assert.Equal("small-two-stage", json.GetProperty("name").GetString());
        var other = Assert.Single(json.GetProperty("others").EnumerateArray().ToArray());
        Assert.Equal(("small-two-stage-head", detector.Head.Layers.Count), (other.GetProperty("name").GetString(), other.GetProperty("layers").GetArrayLength()));
        Assert.Equal(detector.Head.Layers.Sum(layer => layer.ParameterCount), other.GetProperty("parameters").GetInt64());
        Assert.False(other.TryGetProperty("others", out _));

        Assert.Equal(ExitCodes.Done, _host.Run("networks", "visualize", "stages.safetensors", "-o", "filters.png"));
        Assert.Empty(_host.Error);
    }

    private int Detect(params string[] arguments) => _host.Run(["detect", .. arguments, "--network", "balls.weights"]);

    private string[] Found(params string[] arguments)
    {
        var before = _host.OutputLines.Length;
        Assert.Equal(ExitCodes.Done, Detect(["wide.png", .. arguments, "--json"]));
        return [.. JsonDocument.Parse(_host.OutputLines[before..].Single()).RootElement.GetProperty("objects").EnumerateArray().Select(each => each.GetProperty("class").GetString()!)];
    }

    private string Full(string relative) => Path.Combine(_host.WorkingDirectory, relative);

    private void Save(string relative, int width, int height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(relative))!);
        var picture = new Picture(width, height);
        Array.Fill(picture.Samples, 0.25f);
        ImageCodecs.Default.Write(Full(relative), picture.ToImageData());
    }
}
