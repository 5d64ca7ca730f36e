using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;
using StyleForge.Tests.Engine.Judging;
using StyleForge.Tests.TestKit;
using StyleForge.Tests.Training;
using StyleForge.Training.Classifiers;

namespace StyleForge.Tests.Host;

/// <summary>The command that trains classifiers, on examples that are made here: the same code in seconds.</summary>
public sealed class TrainClassifierTests : IDisposable
{
    private static readonly string[] Stripes = ["train", "classifier", "stripes", "--device", "cpu", "--threads", "1", "--learning-rate", "0.004", "--batch", "20"];

    private readonly HostHarness _host = new();

    public void Dispose() => _host.Dispose();

    [TorchFact]
    public void LeNet_learns_from_idx_files_and_leaves_all_that_is_said_of_it()
    {
        WriteStripes();

        Assert.True(_host.Run([.. Stripes, "--epochs", "40", "--label-names", "flat, upright,aslant", "-o", "stripes.safetensors"]) == ExitCodes.Done, _host.Error);

        Assert.Equal("stripes.safetensors", Assert.Single(_host.OutputLines));
        Assert.Equal("135 examples of 3 classes to train on, 15 held out, 60 to test with; lenet5 with 15,031 parameters", _host.ErrorLines[0]);
        Assert.Equal("training 280 steps on cpu", _host.ErrorLines[1]);
        Assert.Equal(TrainingWords.EpochHead, _host.ErrorLines[2]);
        Assert.Equal(40 + 4, _host.ErrorLines.Length);
        Assert.Equal(
            ["stripes", "stripes.confusion.png", "stripes.curves.csv", "stripes.curves.svg", "stripes.md", "stripes.safetensors"],
            Directory.EnumerateFileSystemEntries(_host.WorkingDirectory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

        using var weights = WeightFile.Read(File("stripes.safetensors"));
        var classifier = TrainedClassifier.Read(weights)!;
        Assert.Equal(("lenet5", "flat upright aslant"), (classifier.Description.Name, string.Join(' ', classifier.Labels)));
        var accuracy = double.Parse(weights.Metadata["styleforge_accuracy_test"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 0.9, 1);
        Assert.Contains($"{100 * accuracy:0.00} % of 60 examples to test with are right", _host.ErrorLines[^1], StringComparison.Ordinal);

        var card = System.IO.File.ReadAllText(File("stripes.md"));
        Assert.Contains(_host.ErrorLines[^1], card, StringComparison.Ordinal);
        Assert.Contains("| upright | 20 | ", card, StringComparison.Ordinal);
        Assert.Equal(4, XDocument.Load(File("stripes.curves.svg")).Descendants("{http://www.w3.org/2000/svg}polyline").Count());
        Assert.Equal(41, System.IO.File.ReadAllLines(File("stripes.curves.csv")).Length);
        Assert.False(ImageAssert.IsFlat(ImageCodecs.Default.Read(File("stripes.confusion.png"))));

        // What is there is not written over.
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Stripes, "--resume", "-o", "stripes.safetensors"]));
        Assert.Equal("stripes.safetensors is there already: name another file with --output, or move it away.", _host.ErrorLines[^1]);

        // Only the head learns, of other classes.
        Assert.True(_host.Run([.. Stripes, "--from", "stripes.safetensors", "--freeze", "features", "--epochs", "2", "-o", "again.safetensors"]) == ExitCodes.Done, _host.Error);
        using var again = WeightFile.Read(File("again.safetensors"));
        Assert.True(again["c1.weight"].Span.SequenceEqual(weights["c1.weight"].Span));
        Assert.False(again["output.weight"].Span.SequenceEqual(weights["output.weight"].Span));
    }

    [TorchFact]
    public void An_interrupted_training_goes_on_and_ends_with_the_same_bytes()
    {
        WriteStripes();
        string[] command = [.. Stripes, "--epochs", "3"];

        Assert.Equal(ExitCodes.Interrupted, Interrupted("    2", [.. command, "-o", "parts.safetensors"]));
        Assert.Equal("Interrupted at step 14 of 21: the same command with --resume goes on from the checkpoint at step 14.", _host.ErrorLines[^1]);
        Assert.Empty(_host.Output);
        Assert.False(System.IO.File.Exists(File("parts.safetensors")));

        _host.Resume();
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. command, "-o", "parts.safetensors"]));
        Assert.StartsWith("parts.checkpoint.safetensors is the checkpoint of a training that is not done: give --resume", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. command, "--seed", "2", "--resume", "-o", "parts.safetensors"]));
        Assert.Contains("holds the checkpoint of another training", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.True(_host.Run([.. command, "--resume", "-o", "parts.safetensors"]) == ExitCodes.Done, _host.Error);
        var before = _host.OutputLines.Length;
        Assert.Equal(ExitCodes.Done, _host.Run([.. command, "--json", "-o", "whole.safetensors"]));

        Assert.All((string[])["safetensors", "curves.csv", "curves.svg", "confusion.png"], ending => Assert.Equal(
            System.IO.File.ReadAllBytes(File($"whole.{ending}")), System.IO.File.ReadAllBytes(File($"parts.{ending}"))));
        Assert.False(System.IO.File.Exists(File("parts.checkpoint.safetensors")));
        AssertDocumented(_host.OutputLines[before..]);
    }

    [TorchFact]
    public void The_examples_of_the_documentation_work()
    {
        WriteStripes();
        using (var weights = RandomWeights.Make(SqueezeNets.Version11, 1))
        {
            WeightFile.Write(File("squeezenet1_1.pth"), weights);
        }

        foreach (var (number, bird) in ((string[])["finch", "owl", "wren"]).Index())
        {
            for (var picture = 0; picture < 3; picture++)
            {
                Directory.CreateDirectory(File($"birds/{bird}"));
                ImageCodecs.Default.Write(File($"birds/{bird}/{picture}.png"), SsimTests.Pattern(60, 40, (3 * number) + picture).ToImageData());
            }
        }

        _host.Write("heartbeats.csv", string.Join('\n', Enumerable.Range(0, 20).Select(row => $"{row % 2},{string.Join(',', Enumerable.Range(0, 16).Select(place => (place * (row % 2)) + (row % 3)))}")));
        string[] examples =
        [
            .. System.IO.File.ReadLines(Path.Combine(TestData.Repository, "docs", "command-line.md"))
                .Where(line => line.StartsWith("    styleforge train classifier ", StringComparison.Ordinal))
                .Select(line => line.Trim()["styleforge ".Length..].Replace("/usr/share/datasets/fashion-mnist", "stripes", StringComparison.Ordinal)),
        ];

        Assert.Equal(3, examples.Length);
        Assert.All(examples, example => Assert.True(_host.Run([.. example.Split(' '), "--device", "cpu", "--threads", "1"]) == ExitCodes.Done, _host.Error));
        Assert.Equal(["fashion.safetensors", "birds.safetensors", "heartbeats.safetensors"], _host.OutputLines);
    }

    [TorchTheory]
    [InlineData("train classifier stripes", "'classifier' needs the option '--output FILE'.")]
    [InlineData("train classifier nowhere -o x.safetensors", "*nowhere does not exist: name a folder with a folder for each class, a folder with idx files, or a table.")]
    [InlineData("train classifier table.csv -o x.pth", "--output is x.pth, but weights are written as safetensors: give it the ending .safetensors.")]
    [InlineData("train classifier table.csv -o folder/x.safetensors", "--output is folder/x.safetensors, but the folder of that file does not exist: make it first.")]
    [InlineData("train classifier table.csv -o x.safetensors --network lenet", "--network is 'lenet', but must be one of lenet5, *.")]
    [InlineData("train classifier table.csv -o x.safetensors --network meshnet5", "--network is 'meshnet5', but must be one of lenet5, *.")]
    [InlineData("train classifier table.csv -o x.safetensors --network lenet5", "lenet5 takes pictures, but the examples are signals: take signal-net.")]
    [InlineData("train classifier table.csv -o x.safetensors --mirror", "mirror is for pictures alone, but *table.csv holds a table of signals: leave it out.")]
    [InlineData("train classifier table.csv -o x.safetensors --size 32", "--size is for pictures alone, but *table.csv holds a table of signals: leave it out.")]
    [InlineData("train classifier stripes -o x.safetensors --label first", "--label is for tables alone, but *stripes holds idx files: leave it out.")]
    [InlineData("train classifier table.csv -o x.safetensors --label-names a,b", "--label-names is for idx files alone, but *table.csv holds a table of signals: leave it out.")]
    [InlineData("train classifier table.csv -o x.safetensors --label kind", "*table.csv has no line of names above its numbers, so that there is no column 'kind': say first or last.")]
    [InlineData("train classifier table.csv -o x.safetensors --channels 3", "*table.csv has 8 numbers a row, which are no signal of 3 channels: each channel must have as many.")]
    [InlineData("train classifier table.csv -o x.safetensors --freeze relu1", "--freeze keeps layers as they are, which makes sense only for trained ones: name their weights with --from.")]
    [InlineData("train classifier table.csv -o x.safetensors --held-out 0.5 --validation table.csv", "--validation and --held-out both say what epochs are judged by: leave one of them out.")]
    [InlineData("train classifier table.csv -o x.safetensors --optimiser adamax", "--optimiser is 'adamax', but must be sgd, momentum, nesterov, rmsprop, adam or adamw.")]
    [InlineData("train classifier table.csv -o x.safetensors --schedule linear", "--schedule is 'linear', but must be constant, step or cosine.")]
    [InlineData("train classifier table.csv -o x.safetensors --epochs 0", "--epochs is 0, but must be a whole number from 1 to 100000.")]
    [InlineData("train classifier table.csv -o x.safetensors --rotate 200", "--rotate is 200, but must be a number from 0 to 180.")]
    [InlineData("train classifier table.csv -o x.safetensors --from lost.pth", "There is no weight file '*lost.pth'.")]
    [InlineData("train classifier stripes -o x.safetensors --from lenet.safetensors", "*lenet.safetensors does not say of which network it is: name it with --network.")]
    [InlineData("train classifier stripes -o x.safetensors --from lenet.safetensors --network lenet5 --size 28", "*lenet.safetensors has 'c5.weight' of shape 120×400, but a lenet5 for examples of 1×1×28×28 needs 120×256: give examples the size that it was trained with (--size).")]
    [InlineData("train classifier stripes -o x.safetensors --from lenet.safetensors --network lenet5 --freeze c9", "lenet5 has no tap 'c9': *")]
    [InlineData("train classifier stripes -o x.safetensors --from lenet.safetensors --network lenet5 --freeze output", "The layers up to output are all that lenet5 has to learn: freeze it up to a tap before its head, output.")]
    public void What_cannot_be_trained_is_refused_in_one_sentence(string line, string sentence)
    {
        WriteStripes();
        _host.Write("table.csv", "1,2,3,4,5,6,7,8,a\n1,2,3,4,5,6,7,9,b\n2,2,3,4,5,6,7,8,a\n2,2,3,4,5,6,7,9,b\n");
        using (var weights = RandomWeights.Make(LeNet.LeNet5, 1))
        {
            WeightFile.Write(File("lenet.safetensors"), weights);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run(line.Split(' ')));

        // An asterisk stands for anything.
        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines.Last(said => !said.StartsWith("See ", StringComparison.Ordinal) && !said.Contains("examples of 3 classes", StringComparison.Ordinal)));
        Assert.Empty(_host.Output);
        Assert.False(System.IO.File.Exists(File("x.safetensors")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(150)]
    public void A_confusion_matrix_is_drawn_for_any_number_of_classes(int classes)
    {
        var matrix = new ConfusionMatrix([.. Enumerable.Range(0, classes).Select(label => $"class {label} 漢")]);
        for (var label = 0; label < classes; label++)
        {
            matrix.Add(label, label);
            matrix.Add(label, (label + 1) % classes);
        }

        var picture = ConfusionPicture.Draw(matrix);

        Assert.InRange(picture.Width, 200, 1400);
        Assert.InRange(picture.Height, 150, 1400);
        Assert.Equal((0.5, 0.5, 0.5), (matrix.Accuracy, matrix.Recall(0), matrix.Precision(1)));

        // Right answers are blue and wrong ones are not.
        Assert.Contains(Enumerable.Range(0, picture.PlaneLength), at => picture.Plane(2)[at] > picture.Plane(0)[at] + 0.2f);
        Assert.Contains(Enumerable.Range(0, picture.PlaneLength), at => picture.Plane(0)[at] > picture.Plane(2)[at] + 0.2f);
    }

    private static void AssertDocumented(string[] lines)
    {
        var page = System.IO.File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            ["examples", "training", "epoch", "epoch", "epoch", "checkpoint", "classifier", "trained"], events.Select(happened => happened.GetProperty("event").GetString()));
        foreach (var happened in events)
        {
            var row = Regex.Match(page, $"^\\| `{happened.GetProperty("event").GetString()}` \\| (.*) \\|$", RegexOptions.Multiline).Groups[1].Value;
            Assert.All(happened.EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        }

        Assert.Equal(3, events[6].GetProperty("classes").GetArrayLength());
        Assert.True(events[^1].GetProperty("isDone").GetBoolean());
    }

    private void WriteStripes()
    {
        Directory.CreateDirectory(File("stripes"));
        foreach (var (set, count) in ((string, int)[])[("train", 50), ("t10k", 20)])
        {
            var examples = Generated.Stripes([0, 90, 45], count, (ulong)count);
            System.IO.File.WriteAllBytes(File($"stripes/{set}-images-idx3-ubyte"), Generated.Idx([.. examples.Examples.SelectMany(example => example.Samples)], examples.Examples.Count, 16, 16));
            System.IO.File.WriteAllBytes(File($"stripes/{set}-labels-idx1-ubyte"), Generated.Idx([.. examples.Examples.Select(example => (byte)example.Label)], examples.Examples.Count));
        }
    }

    private string File(string name) => Path.Combine(_host.WorkingDirectory, name);

    private int Interrupted(string atLine, string[] arguments)
    {
        var environment = _host.Environment();
        return CommandLine.Run(arguments, environment with { Error = new WatchedWriter(environment.Error, line => line.StartsWith(atLine, StringComparison.Ordinal), _host.Interrupt) });
    }
}
