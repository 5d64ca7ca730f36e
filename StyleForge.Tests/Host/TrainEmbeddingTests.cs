using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Tests.Training;
using StyleForge.Training.Examples;

namespace StyleForge.Tests.Host;

/// <summary>The command that trains embeddings, on signs that are made here: the same code in seconds.</summary>
public sealed class TrainEmbeddingTests : IDisposable
{
    private static readonly string[] Signs =
        ["train", "embedding", "signs", "--device", "cpu", "--threads", "1", "--size", "20", "--channels", "8", "--classes", "8", "--learning-rate", "0.005", "--questions", "200"];

    private readonly HostHarness _host = new();

    public void Dispose() => _host.Dispose();

    [TorchFact]
    public void A_network_learns_signs_and_leaves_all_that_is_said_of_it()
    {
        WriteSigns();

        Assert.True(_host.Run([.. Signs, "--steps", "40", "--every", "10", "--held-out", "0, 2", "--runs", "runs", "-o", "signs.safetensors"]) == ExitCodes.Done, _host.Error);

        Assert.Equal("signs.safetensors", Assert.Single(_host.OutputLines));
        Assert.Equal("64 examples of 16 classes to train on, 32 held out, 16 to test with; glyph-net with 1,864 parameters", _host.ErrorLines[0]);
        Assert.Equal("training 40 steps on cpu", _host.ErrorLines[1]);
        Assert.Matches(@"^step 10 of 40, loss 0\.\d+ \(open [01](\.\d+)?, unseen 0\.\d+\)", _host.ErrorLines[2]);
        Assert.Equal(2 + 4 + 4 + 2, _host.ErrorLines.Length);
        Assert.Equal(
            ["signs", "signs.curve.csv", "signs.curve.svg", "signs.md", "signs.safetensors", "signs.verification.svg"],
            Directory.EnumerateFileSystemEntries(_host.WorkingDirectory, "signs*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

        using var weights = WeightFile.Read(File("signs.safetensors"));
        var embedding = TrainedEmbedding.Read(weights)!;
        Assert.Equal((LikenessKind.Distance, 20), (embedding.Likeness.Kind, embedding.Description.Facts.Source[^1]));
        var accuracy = double.Parse(weights.Metadata["styleforge_accuracy_held_out_5"], CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 0.5, 1);
        Assert.Contains($"held out: {100 * accuracy:0.0} % of 200 questions with 5 choices are right (±", _host.ErrorLines[^6], StringComparison.Ordinal);
        Assert.StartsWith("runs: ", _host.ErrorLines[^3], StringComparison.Ordinal);
        Assert.Contains("of 8 questions with 8 choices are right", _host.ErrorLines[^3], StringComparison.Ordinal);

        var card = System.IO.File.ReadAllText(File("signs.md"));
        Assert.Contains($"| held out | 5 | 200 | {100 * accuracy:0.0} % (±", card, StringComparison.Ordinal);
        Assert.Contains("| runs, equal errors | ", card, StringComparison.Ordinal);
        Assert.Equal(3, XDocument.Load(File("signs.curve.svg")).Descendants("{http://www.w3.org/2000/svg}polyline").Count());
        Assert.Equal(2, XDocument.Load(File("signs.verification.svg")).Descendants("{http://www.w3.org/2000/svg}polyline").Count());
        Assert.Equal(["step,loss,open,unseen", "10", "20", "30", "40"], System.IO.File.ReadLines(File("signs.curve.csv")).Select((line, row) => row == 0 ? line : line.Split(',')[0]));

        // What is there is not written over.
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Signs, "-o", "signs.safetensors"]));
        Assert.Equal("signs.safetensors is there already: name another file with --output, or move it away.", _host.ErrorLines[^1]);
    }

    [TorchFact]
    public void An_interrupted_training_goes_on_and_ends_with_the_same_bytes()
    {
        WriteSigns();
        string[] command = [.. Signs, "--steps", "9", "--every", "3", "--loss", "siamese-logistic", "--turns"];

        var environment = _host.Environment();
        Assert.Equal(ExitCodes.Interrupted, CommandLine.Run(
            [.. command, "-o", "parts.safetensors"],
            environment with { Error = new WatchedWriter(environment.Error, line => line.StartsWith("step 6", StringComparison.Ordinal), _host.Interrupt) }));
        Assert.Equal("Interrupted at step 6 of 9: the same command with --resume goes on from the checkpoint at step 6.", _host.ErrorLines[^1]);
        Assert.False(System.IO.File.Exists(File("parts.safetensors")));

        _host.Resume();
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. command, "--seed", "2", "--resume", "-o", "parts.safetensors"]));
        Assert.Contains("holds the checkpoint of another training", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.True(_host.Run([.. command, "--resume", "-o", "parts.safetensors"]) == ExitCodes.Done, _host.Error);
        var before = _host.OutputLines.Length;
        Assert.Equal(ExitCodes.Done, _host.Run([.. command, "--json", "-o", "whole.safetensors"]));

        Assert.All((string[])["safetensors", "curve.csv", "curve.svg", "verification.svg"], ending => Assert.Equal(
            System.IO.File.ReadAllBytes(File($"whole.{ending}")), System.IO.File.ReadAllBytes(File($"parts.{ending}"))));
        Assert.False(System.IO.File.Exists(File("parts.checkpoint.safetensors")));
        AssertDocumented(_host.OutputLines[before..]);
    }

    [TorchFact]
    public void Questions_are_answered_a_second_time_by_several_looks_at_each_picture()
    {
        WriteSigns();

        Assert.True(_host.Run([.. Signs, "--steps", "2", "--held-out", "0, 2", "--runs", "runs", "--shift", "0.1", "--turns", "--views", "3", "-o", "signs.safetensors"]) == ExitCodes.Done, _host.Error);

        Assert.Equal(
            ["held out", "held out by 3 views", "runs", "runs by 3 views"],
            _host.ErrorLines.Where(line => line.Contains("choices are right", StringComparison.Ordinal)).Select(line => line.Split(':')[0]).Distinct());
        using var weights = WeightFile.Read(File("signs.safetensors"));
        Assert.Contains("styleforge_accuracy_runs_by_3_views_8", weights.Metadata.Keys);
        var card = System.IO.File.ReadAllText(File("signs.md"));
        Assert.Contains("| runs by 3 views | 8 | 8 | ", card, StringComparison.Ordinal);
        Assert.Contains("; turned classes too |", card, StringComparison.Ordinal);

        // Wide enough for the longest name.
        var plot = XDocument.Load(File("signs.verification.svg"));
        Assert.Equal(4, plot.Descendants("{http://www.w3.org/2000/svg}polyline").Count());
        Assert.Equal("897", plot.Root!.Attribute("width")!.Value);
    }

    [TorchFact]
    public void Where_nothing_is_held_out_nothing_is_said_of_it()
    {
        WriteSigns();

        Assert.True(_host.Run([.. Signs, "--steps", "2", "--held-out", "none", "-o", "all.safetensors"]) == ExitCodes.Done, _host.Error);

        Assert.StartsWith("96 examples of 24 classes to train on, 0 held out;", _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("step,loss,open", System.IO.File.ReadLines(File("all.curve.csv")).First());
        Assert.DoesNotContain("How often it errs", System.IO.File.ReadAllText(File("all.md")), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File("all.verification.svg")));
    }

    [TorchFact]
    public void The_examples_of_the_documentation_work()
    {
        WriteSigns();
        Directory.Move(File("signs"), File("omniglot"));
        Directory.Move(File("omniglot/0"), File("omniglot/Greek"));
        Directory.Move(File("omniglot/1"), File("omniglot/Latin"));
        string[] examples =
        [
            .. System.IO.File.ReadLines(Path.Combine(TestData.Repository, "docs", "command-line.md"))
                .Where(line => line.StartsWith("    styleforge train embedding ", StringComparison.Ordinal))
                .Select(line => line.Trim()["styleforge ".Length..]),
        ];

        Assert.Equal(2, examples.Length);
        Assert.All(examples, example => Assert.True(_host.Run([.. example.Split(' '), "--device", "cpu", "--threads", "1", "--steps", "2", "--channels", "4", "--questions", "20"]) == ExitCodes.Done, _host.Error));
        Assert.Equal(["signs.safetensors", "pairs.safetensors"], _host.OutputLines);
    }

    [TorchTheory]
    [InlineData("train embedding signs", "'embedding' needs the option '--output FILE'.")]
    [InlineData("train embedding nowhere -o x.safetensors", "*nowhere does not exist: name a folder with a folder of pictures for each class.")]
    [InlineData("train embedding note.txt -o x.safetensors", "*note.txt is a file: name a folder with a folder of pictures for each class.")]
    [InlineData("train embedding empty -o x.safetensors", "*empty has no folders with pictures in it: put the pictures of each class into a folder of its own.")]
    [InlineData("train embedding signs/0/0 -o x.safetensors", "*0 has no folders with pictures in it: put the pictures of each class into a folder of its own.")]
    [InlineData("train embedding signs -o x.pth", "--output is x.pth, but weights are written as safetensors: give it the ending .safetensors.")]
    [InlineData("train embedding signs -o x.safetensors --held-out Greek", "There is no group 'Greek' to hold out: the groups are 0, 1, 2, 3, 4, 5.")]
    [InlineData("train embedding signs -o x.safetensors --runs signs", "*signs has no runs: name a folder with folders in it that hold class_labels.txt and pictures each.")]
    [InlineData("train embedding signs -o x.safetensors --loss contrastive", "--loss is 'contrastive', but must be triplet, siamese-logistic or siamese-chi-square.")]
    [InlineData("train embedding signs -o x.safetensors --mining hard --loss contrastive", "--loss is 'contrastive', but must be triplet, siamese-logistic or siamese-chi-square.")]
    [InlineData("train embedding signs -o x.safetensors --mining easy", "--mining is 'easy', but must be random, semi-hard or hard.")]
    [InlineData("train embedding signs -o x.safetensors --loss siamese-logistic --mining hard", "--mining is for triplets alone, but --loss asks for pairs: leave one of them out.")]
    [InlineData("train embedding signs -o x.safetensors --loss siamese-chi-square --margin 0.5", "--margin is for triplets alone, but --loss asks for pairs: leave one of them out.")]
    [InlineData("train embedding signs -o x.safetensors --size 12", "--size is 12, but must be a whole number from 16 to 256.")]
    [InlineData("train embedding signs -o x.safetensors --views 1", "--views is 1, but must be a whole number from 2 to 1000.")]
    [InlineData("train embedding signs -o x.safetensors --views 5", "--views needs pictures that look different each time: change them by --rotate, --shear, --scale, --shift or --elastic, or leave it out.")]
    [InlineData("train embedding signs -o x.safetensors --margin 0", "--margin is 0, but must be a number above 0 and at most 2.")]
    public void What_cannot_be_trained_is_refused_in_one_sentence(string line, string sentence)
    {
        WriteSigns();
        Directory.CreateDirectory(File("empty"));
        _host.Write("note.txt", "a note");

        Assert.Equal(ExitCodes.Wrong, _host.Run(line.Split(' ')));

        // An asterisk stands for anything.
        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines.Last(said => !said.StartsWith("See ", StringComparison.Ordinal)));
        Assert.Empty(_host.Output);
        Assert.False(System.IO.File.Exists(File("x.safetensors")));
    }

    private static void AssertDocumented(string[] lines)
    {
        var page = System.IO.File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["examples", "training", "point", "point", "point", "checkpoint", "embedding", "trained"], events.Select(happened => happened.GetProperty("event").GetString()));
        var row = Regex.Match(page, @"^\| `embedding` \| (.*) \|$", RegexOptions.Multiline).Groups[1].Value;
        Assert.All(events[6].EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        Assert.All(events[6].GetProperty("oneShot")[0].EnumerateObject(), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
    }

    // Six groups of four signs, four pictures each; and a run of eight other signs.
    private void WriteSigns()
    {
        Write(Generated.Signs(0, 24, 4, 1), example => $"signs/{example.Label / 4}/{example.Label}/{example.Name}.png");
        var run = Generated.Signs(24, 8, 2, 1);
        string Place(Example example) => $"run01/{(int.Parse(example.Name, CultureInfo.InvariantCulture) < 8 ? "training" : "test")}/{example.Label}.png";
        Write(run, example => $"runs/{Place(example)}");
        _host.Write("runs/run01/class_labels.txt", string.Join('\n', Enumerable.Range(0, 8).Select(label => $"run01/test/{label}.png run01/training/{label}.png")));
    }

    private void Write(ExampleSet set, Func<Example, string> name)
    {
        foreach (var example in set.Examples)
        {
            var (file, picture) = (File(name(example)), new Picture(set.Source[^1], set.Source[^1]));
            for (var i = 0; i < picture.Samples.Length; i++)
            {
                picture.Samples[i] = example.Samples[i % example.Samples.Length] / 255f;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            ImageCodecs.Default.Write(file, picture.ToImageData());
        }
    }

    private string File(string name) => Path.Combine(_host.WorkingDirectory, name);
}
