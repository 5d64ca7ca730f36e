using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StyleForge.Models.Detection;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;

namespace StyleForge.Tests.Host;

/// <summary>The command that trains detectors, on a few small scenes: the same code in seconds.</summary>
public sealed class TrainDetectorTests : IDisposable
{
    private static readonly string[] Shapes = ["train", "detector", "shapes", "--device", "cpu", "--threads", "1", "--size", "32", "--batch", "4"];

    private readonly HostHarness _host = new();

    public TrainDetectorTests() => Assert.Equal(ExitCodes.Done, _host.Run(["train", "scenes", "shapes", "--count", "20", "--size", "32"]));

    public void Dispose() => _host.Dispose();

    [TorchFact]
    public void A_detector_learns_and_leaves_all_that_is_said_of_it()
    {
        var before = _host.ErrorLines.Length;
        Assert.True(_host.Run([.. Shapes, "--steps", "6", "--every", "2", "-o", "own.safetensors"]) == ExitCodes.Done, _host.Error);

        var lines = _host.ErrorLines[before..];
        Assert.Equal("own.safetensors", _host.OutputLines[^1]);
        Assert.Matches(@"^18 examples with \d+ objects of 3 classes to train on, 2 held out; small-yolo with [\d,]+ parameters$", lines[0]);
        Assert.Equal("training 6 steps on cpu", lines[1]);
        Assert.Matches(@"^step 2 of 6, loss [\d.]+ \(boxes [\d.]+, objects [\d.]+, classes [\d.]+\)", lines[2]);
        Assert.Matches(@"^On 2 other pictures the mean average precision is [\d.]+ at an overlap of 0\.5 \(circle .*, square .*, triangle .*\), and [\d.]+ by COCO's mean\.$", lines[5]);
        Assert.Equal(6, lines.Length);
        Assert.Equal(
            ["own.curve.csv", "own.curve.svg", "own.md", "own.safetensors"],
            Directory.EnumerateFileSystemEntries(_host.WorkingDirectory, "own*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

        using var weights = WeightFile.Read(File("own.safetensors"));
        var detector = TrainedDetector.Read(weights);
        Assert.Equal(32, detector.Width);
        Assert.Equal(SceneGenerator.Shapes, detector.Classes);
        Assert.Contains("6 steps of 4 pictures; adam, learning rate 0.003; weight decay 0; ", weights.Metadata["styleforge_training"], StringComparison.Ordinal);
        var card = System.IO.File.ReadAllText(File("own.md"));
        Assert.Contains($"| mean | {double.Parse(weights.Metadata["styleforge_precision_50"], CultureInfo.InvariantCulture):0.000} |", card, StringComparison.Ordinal);
        Assert.Contains("![Curve](own.curve.svg)", card, StringComparison.Ordinal);
        Assert.Equal(4, XDocument.Load(File("own.curve.svg")).Descendants("{http://www.w3.org/2000/svg}polyline").Count());
        Assert.Equal(["step,loss,boxes,objects,classes", "2", "4", "6"], System.IO.File.ReadLines(File("own.curve.csv")).Select((line, row) => row == 0 ? line : line.Split(',')[0]));

        // What is there is not written over.
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Shapes, "-o", "own.safetensors"]));
        Assert.Equal("own.safetensors is there already: name another file with --output, or move it away.", _host.ErrorLines[^1]);
    }

    [TorchFact]
    public void One_object_and_its_points_go_from_drawn_scenes_to_a_file_that_detects_and_draws()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "figures", "--count", "12", "--size", "32", "--single", "--landmarks"));
        Assert.Equal(ExitCodes.Done, _host.Run("train", "detector", "figures", "-o", "figures.safetensors", "--recipe", "one-object", "--size", "32", "--steps", "40", "--batch", "4", "--threads", "1"));
        Assert.Contains("With a score above 0.3", _host.Error, StringComparison.Ordinal);
        var before = _host.OutputLines.Length;

        Assert.Equal(ExitCodes.Done, _host.Run("detect", "figures/scene-00000.png", "--network", "figures.safetensors", "--threshold", "0", "--json", "-o", "drawn.png"));

        var found = Assert.Single(JsonDocument.Parse(_host.OutputLines[before..].Single()).RootElement.GetProperty("objects").EnumerateArray().ToArray());
        Assert.Contains(found.GetProperty("class").GetString(), new[] { "arrow", "house", "bell" });
        Assert.Equal(
            ["tip", "left_shoulder", "right_shoulder", "left_foot", "right_foot"],
            found.GetProperty("landmarks").EnumerateArray().Select(point => point.GetProperty("name").GetString()));
        Assert.True(System.IO.File.Exists(Path.Combine(_host.WorkingDirectory, "drawn.png")));
    }

    [Fact]
    public void A_picture_with_several_objects_is_refused_by_name_before_the_training()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "more", "--count", "12", "--size", "32"));
        var set = CocoAnnotations.Read(Path.Combine(_host.WorkingDirectory, "more", "annotations.json"));
        var crowded = set.Pictures.First(picture => picture.Objects.Count > 1);

        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "more", "-o", "it.safetensors", "--recipe", "one-object"));

        Assert.Contains(
            $"{crowded.Name}' has {crowded.Objects.Count} objects, but --recipe one-object takes pictures with one or none: cut each object out into a picture of its own, or train --recipe one-stage.",
            Assert.Single(_host.ErrorLines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_of_another_size_than_their_picture_and_other_points_to_measure_by_are_refused()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "figures", "--count", "12", "--size", "32", "--single", "--landmarks"));
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "plain", "--count", "12", "--size", "32", "--single"));
        var path = Path.Combine(_host.WorkingDirectory, "figures", "annotations.json");
        var set = CocoAnnotations.Read(path);
        CocoAnnotations.Write(Path.Combine(_host.WorkingDirectory, "plain", "annotations.json"), new AnnotatedSet(set.Classes, CocoAnnotations.Read(Path.Combine(_host.WorkingDirectory, "plain", "annotations.json")).Pictures));

        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "figures", "--validation", "plain", "-o", "it.safetensors", "--recipe", "one-object"));
        Assert.Equal(
            "The pictures to train on have the points tip, left_shoulder, right_shoulder, left_foot, right_foot, and those of --validation none: they must be the same, in the same order.", _host.ErrorLines[^1]);

        CocoAnnotations.Write(path, set with { Pictures = [set.Pictures[0] with { Width = 64 }, .. set.Pictures.Skip(1)] });
        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "figures", "-o", "it.safetensors", "--recipe", "one-object"));
        Assert.Contains(".png' is 32×32 pixels as it is seen upright, but its annotations are of 64×32 pixels: bring both to one size", _host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_with_different_points_are_refused_before_the_training()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "figures", "--count", "12", "--size", "32", "--single", "--landmarks"));
        var path = Path.Combine(_host.WorkingDirectory, "figures", "annotations.json");
        var set = CocoAnnotations.Read(path);
        var none = set.Pictures.Select(picture => picture with { Objects = [.. picture.Objects.Select(annotated => annotated with { Landmarks = [] })] });
        CocoAnnotations.Write(path, new AnnotatedSet(set.Classes, [.. none]) { Landmarks = [set.Landmarks[0], new LandmarkScheme(["a", "b"], []), null] });

        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "figures", "-o", "it.safetensors", "--recipe", "one-object"));

        Assert.StartsWith("'arrow' has the points tip, left_shoulder, right_shoulder, left_foot, right_foot, and 'house' a, b: a detector says the same points", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_detector_of_two_stages_goes_on_from_its_checkpoint_and_finds_like_any_other()
    {
        string[] command = [.. Shapes, "--recipe", "two-stage", "--steps", "4", "--every", "2"];
        var environment = _host.Environment();
        Assert.Equal(ExitCodes.Interrupted, CommandLine.Run(
            [.. command, "-o", "parts.safetensors"],
            environment with { Error = new WatchedWriter(environment.Error, line => line.StartsWith("step 2", StringComparison.Ordinal), _host.Interrupt) }));
        _host.Resume();

        Assert.True(_host.Run([.. command, "--resume", "-o", "parts.safetensors"]) == ExitCodes.Done, _host.Error);
        Assert.True(_host.Run([.. command, "-o", "whole.safetensors"]) == ExitCodes.Done, _host.Error);

        Assert.Equal(System.IO.File.ReadAllBytes(File("whole.safetensors")), System.IO.File.ReadAllBytes(File("parts.safetensors")));
        Assert.Contains(_host.ErrorLines, line => Regex.IsMatch(line, @"; small-two-stage with [\d,]+ parameters$"));
        Assert.Contains(_host.ErrorLines, line => Regex.IsMatch(line, @"^step 4 of 4, loss [\d.]+ \(proposals [\d.]+, regions [\d.]+, classes [\d.]+, boxes [\d.]+\)"));
        Assert.Equal(ExitCodes.Done, _host.Run(["detect", "shapes", "--network", "whole.safetensors", "--threshold", "0.1"]));
    }

    [TorchFact]
    public void An_interrupted_training_goes_on_and_ends_with_the_same_bytes()
    {
        string[] command = [.. Shapes, "--steps", "6", "--every", "2", "--optimiser", "momentum", "--weight-decay", "0.001"];

        var environment = _host.Environment();
        Assert.Equal(ExitCodes.Interrupted, CommandLine.Run(
            [.. command, "-o", "parts.safetensors"],
            environment with { Error = new WatchedWriter(environment.Error, line => line.StartsWith("step 4", StringComparison.Ordinal), _host.Interrupt) }));
        Assert.Equal("Interrupted at step 4 of 6: the same command with --resume goes on from the checkpoint at step 4.", _host.ErrorLines[^1]);
        Assert.False(System.IO.File.Exists(File("parts.safetensors")));

        _host.Resume();
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. command, "-o", "parts.safetensors"]));
        Assert.Contains("is the checkpoint of a training that is not done: give --resume", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. command, "--anchors", "2", "--resume", "-o", "parts.safetensors"]));
        Assert.Contains("holds the checkpoint of another training (small-yolo of 32×32 pixels, 3 anchors, classes circle, square, triangle, new) than this one (small-yolo of 32×32 pixels, 2 anchors, classes circle, square, triangle, new)", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.True(_host.Run([.. command, "--resume", "-o", "parts.safetensors"]) == ExitCodes.Done, _host.Error);
        var before = _host.OutputLines.Length;
        Assert.Equal(ExitCodes.Done, _host.Run([.. command, "--json", "-o", "whole.safetensors"]));

        Assert.All((string[])["safetensors", "curve.csv", "curve.svg"], ending => Assert.Equal(
            System.IO.File.ReadAllBytes(File($"whole.{ending}")), System.IO.File.ReadAllBytes(File($"parts.{ending}"))));
        Assert.False(System.IO.File.Exists(File("parts.checkpoint.safetensors")));
        AssertDocumented(_host.OutputLines[before..]);
    }

    [TorchFact]
    public void The_example_of_the_documentation_works()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["train", "scenes", "unseen", "--count", "2", "--size", "32", "--seed", "2"]));
        var example = System.IO.File.ReadLines(Path.Combine(TestData.Repository, "docs", "command-line.md"))
            .Single(line => line.StartsWith("    styleforge train detector ", StringComparison.Ordinal)).Trim()["styleforge ".Length..];

        Assert.True(_host.Run([.. example.Split(' '), "--steps", "2", "--batch", "2", "--size", "32", "--device", "cpu", "--threads", "1"]) == ExitCodes.Done, _host.Error);
        Assert.Equal("shapes.safetensors", _host.OutputLines[^1]);
    }

    [TorchTheory]
    [InlineData("train detector shapes", "'detector' needs the option '--output FILE'.")]
    [InlineData("train detector nowhere -o x.safetensors", "*nowhere*")]
    [InlineData("train detector few -o x.safetensors", "There are 3 pictures, too few to keep a tenth to measure by: mark more, or name others with --validation.")]
    [InlineData("train detector shapes -o x.pth", "--output is x.pth, but weights are written as safetensors: give it the ending .safetensors.")]
    [InlineData("train detector shapes -o x.safetensors --size 100", "--size is 100, but must be a multiple of 8.")]
    [InlineData("train detector shapes -o x.safetensors --size 24", "--size is 24, but must be a whole number from 32 to 640.")]
    [InlineData("train detector shapes -o x.safetensors --anchors 0", "--anchors is 0, but must be a whole number from 1 to 16.")]
    [InlineData("train detector shapes -o x.safetensors --learning-rate 2", "--learning-rate is 2, but must be a number above 0 and at most 1.")]
    [InlineData("train detector shapes -o x.safetensors --optimiser lion", "--optimiser is 'lion', but must be sgd, momentum, nesterov, rmsprop, adam or adamw.")]
    [InlineData("train detector shapes -o x.safetensors --device tpu", "--device is 'tpu', but must be auto, cpu, cuda or cuda:N with N from 0 to 255.")]
    public void What_cannot_be_trained_is_refused_in_one_sentence(string line, string sentence)
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["train", "scenes", "few", "--count", "3", "--size", "32"]));

        Assert.Equal(ExitCodes.Wrong, _host.Run(line.Split(' ')));

        // An asterisk stands for anything.
        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines.Last(said => !said.StartsWith("See ", StringComparison.Ordinal)));
        Assert.False(System.IO.File.Exists(File("x.safetensors")));
    }

    [TorchFact]
    public void A_loss_that_is_no_number_ends_it_with_a_sentence()
    {
        Assert.Equal(ExitCodes.JobFailed, _host.Run([.. Shapes, "--optimiser", "sgd", "--learning-rate", "1", "--steps", "60", "-o", "x.safetensors"]));

        Assert.Matches(@"^(The loss|Something in '.*') is no longer a number at step 60: lower the learning rate \(1\)\.$", _host.ErrorLines[^1]);
    }

    private static void AssertDocumented(string[] lines)
    {
        var page = System.IO.File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["examples", "training", "point", "point", "point", "checkpoint", "detector", "trained"], events.Select(happened => happened.GetProperty("event").GetString()));
        var row = Regex.Match(page, @"^\| `detector` \| (.*) \|$", RegexOptions.Multiline).Groups[1].Value;
        Assert.All(events[6].EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        Assert.All(events[6].GetProperty("classes")[0].EnumerateObject(), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
    }

    private string File(string name) => Path.Combine(_host.WorkingDirectory, name);
}
