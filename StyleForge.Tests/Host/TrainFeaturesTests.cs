using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.Engine.Judging;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

/// <summary>The command that trains the feature network, by its toy: the same code in seconds.</summary>
[Long]
public sealed class TrainFeaturesTests : IDisposable
{
    private static readonly string[] Smoke = ["train", "features", "--smoke", "--device", "cpu", "--threads", "1"];

    private static readonly string[] Short = [.. Smoke, "--steps", "30", "--pairs", "2", "-o"];

    private readonly HostHarness _host = new();

    public TrainFeaturesTests()
    {
        Directory.CreateDirectory(File("styles"));
        for (var number = 1; number <= 3; number++)
        {
            ImageCodecs.Default.Write(File($"styles/{number}.png"), SsimTests.Pattern(120, 100, number).ToImageData());
        }
    }

    public void Dispose() => _host.Dispose();

    [TorchFact]
    public void The_toy_learns_and_renders_look_through_it()
    {
        Assert.True(_host.Run([.. Smoke, "-o", "toy"]) == ExitCodes.Done, _host.Error);

        Assert.Equal(["checkpoint.safetensors", "curve.csv", "curve.svg", "forge-vgg.safetensors"], Files("toy"));
        Assert.Equal(Path.Combine("toy", "forge-vgg.safetensors"), Assert.Single(_host.OutputLines));
        Assert.Equal(["3 pictures to train on", "training 60 steps on cpu"], _host.ErrorLines[..2]);
        Assert.Matches("^step 60 of 60, loss [0-9.]+ \\(features [0-9.]+, differences [0-9.]+\\), 0\\.0 s left$", _host.ErrorLines[^1]);
        var losses = Rows("toy").Select(row => double.Parse(row.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(12, losses.Length);
        Assert.True(losses[^1] < 0.75 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");

        using (var weights = WeightFile.Read(File("toy/forge-vgg.safetensors")))
        {
            Assert.StartsWith("forge-vgg 8,8/16,8/16,16,16/16,16,16/16; pictures ", weights.Metadata["recipe"], StringComparison.Ordinal);
            Assert.Equal(("pt", "60"), (weights.Metadata["format"], weights.Metadata["step"]));
            using var network = Network<float>.Build(Vgg.ForgeOf(Vgg.ForgeWidths), weights);
            Assert.Equal("relu5_1", network.Taps[^1].Name);
        }

        var real = _host.Environment() with { Run = HostEnvironment.RunEngine, ReadHeader = ImageCodecs.Default.ReadHeader };
        string[] render =
        [
            "render", "styles/1.png", "--style", "styles/2.png", "-o", "out.png", "--network", "vgg16", "--weights", "toy/forge-vgg.safetensors",
            "--size", "48", "--minimum-size", "48", "--first-iterations", "3",
        ];
        Assert.True(CommandLine.Run(render, real) == ExitCodes.Done, _host.Error);
        Assert.False(ImageAssert.IsFlat(ImageCodecs.Default.Read(File("out.png"))));

        // What is finished is not done again.
        Assert.Equal(ExitCodes.Done, _host.Run([.. Smoke, "-o", "toy"]));
        Assert.Equal("toy holds a finished training: all 60 steps are done. To train anew, name another folder with --output.", _host.ErrorLines[^1]);
        Assert.Equal(_host.OutputLines[0], _host.OutputLines[^1]);

        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Smoke, "--seed", "2", "-o", "toy"]));
        Assert.Equal(
            "toy holds the checkpoint of another training (seed 1) than this one (seed 2): give the options that it was begun with, or name another folder with --output.", _host.ErrorLines[^1]);
    }

    [TorchFact]
    public void An_interrupted_training_goes_on_and_ends_with_the_same_bytes()
    {
        Assert.Equal(ExitCodes.Interrupted, Interrupted("step 25 of 30", [.. Short, "parts"]));
        Assert.Equal("Interrupted at step 25 of 30: the same command goes on from the checkpoint at step 25.", _host.ErrorLines[^1]);
        Assert.Equal(["5", "10", "15", "20", "25"], Rows("parts").Select(row => row.Split(',')[0]));
        Assert.Empty(_host.Output);

        Assert.Equal(ExitCodes.Interrupted, Interrupted("going on from the checkpoint at step 25 of 30", [.. Short, "parts"]));
        Assert.Equal(["5", "10", "15", "20", "25"], Rows("parts").Select(row => row.Split(',')[0]));

        _host.Resume();
        Assert.True(_host.Run([.. Short, "parts"]) == ExitCodes.Done, _host.Error);
        Assert.Equal(ExitCodes.Done, _host.Run([.. Short, "whole", "--json"]));

        Assert.All(Files("whole"), file => Assert.Equal(System.IO.File.ReadAllBytes(File($"whole/{file}")), System.IO.File.ReadAllBytes(File($"parts/{file}"))));
        AssertDocumented(_host.OutputLines[1..]);

        System.IO.File.WriteAllText(File("styles/3.png"), "");
        System.IO.File.Delete(File("whole/forge-vgg.safetensors"));
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Short, "whole"]));
        Assert.Equal("whole holds the checkpoint of a finished training, but forge-vgg.safetensors is gone: name another folder with --output.", _host.ErrorLines[^1]);
    }

    [TorchFact]
    public void Interrupted_before_the_first_checkpoint_it_begins_anew()
    {
        Assert.Equal(ExitCodes.Interrupted, Interrupted("training 30 steps", [.. Short, "early"]));

        Assert.Equal("Interrupted at step 0 of 30, before the first checkpoint: the same command begins anew.", _host.ErrorLines[^1]);
        Assert.Equal(["curve.csv"], Files("early"));
    }

    [Theory]
    [InlineData("train", "'train' needs one of its commands: features, classifier, detector, scenes, embedding.")]
    [InlineData("train features --pictures styles -o out", "'features' needs the option '--teacher FILE...'.")]
    [InlineData("train features --teacher a.pth -o out", "'features' needs the option '--pictures FOLDER...'.")]
    [InlineData("train features --smoke", "'features' needs the option '--output FOLDER'.")]
    [InlineData("train features --smoke --teacher a.pth -o out", "--smoke brings its own teacher and pictures: leave --teacher or --smoke out.")]
    [InlineData("train features --smoke -o out --steps 0", "--steps is 0, but must be a whole number from 1 to 10000000.")]
    [InlineData("train features --smoke -o out --pairs 1025", "--pairs is 1025, but must be a whole number from 1 to 1024.")]
    [InlineData("train features --smoke -o out --side 8", "--side is 8, but must be a whole number from 32 to 512.")]
    [InlineData("train features --smoke -o out --learning-rate 0", "--learning-rate is 0, but must be a number above 0 and at most 1.")]
    [InlineData("train features --smoke -o out --learning-rate NaN", "--learning-rate is NaN, but must be a number above 0 and at most 1.")]
    [InlineData("train features --smoke -o out --visited 1.01", "--visited is 1.01, but must be a number from 0 to 1.")]
    [InlineData("train features --smoke -o out --differences 1e9", "--differences is 1e9, but must be a number from 0 to 1000.")]
    [InlineData("train features --smoke -o out --seed=-1", "--seed is -1, but must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("train features --smoke -o out --device gpu", "--device is 'gpu', but must be auto, cpu, cuda or cuda:N with N from 0 to 255.")]
    [InlineData("train features --smoke -o out --device cuda:x", "--device is 'cuda:x', but must be auto, cpu, cuda or cuda:N with N from 0 to 255.")]
    [InlineData("train features --smoke -o out --precision half", "--precision is 'half', but must be single, tf32 or bfloat16.")]
    [InlineData("train features --smoke -o out --minutes 0", "--minutes is 0, but must be a number above 0 and at most 100000.")]
    [InlineData("train features --smoke -o out --minutes 1 --steps 5", "--steps and --minutes both say how long to train: leave one of them out.")]
    [InlineData("train features --smoke -o out --averaging 1", "--averaging is 1, but must be a number from 0 to 0.99999.")]
    [InlineData("train features --smoke -o out --widths 64,32/0", "--widths is '64,32/0', but must be up to 5 blocks with slashes between, *")]
    [InlineData("train features --smoke -o out --tap-weights relu1_1", "--tap-weights has 'relu1_1', but must be taps with weights from 0 to 1000, each tap once, *")]
    [InlineData("train features --smoke -o out --tap-weights relu9_1:1", "--tap-weights names relu9_1, which the student does not have: it has relu1_1, *")]
    [InlineData("train features --smoke -o out --threads 0", "--threads is 0, but must be a whole number from 1 to 1024.")]
    [InlineData("train features --smoke -o styles/1.png", "--output is styles/1.png, but that is a file: name a folder.")]
    [InlineData("train features --smoke -o occupied", "occupied holds forge-vgg.safetensors, but no checkpoint.safetensors to go on from: move the weights away, or name another folder with --output.")]
    [InlineData("train features --smoke -o foreign", "'*checkpoint.safetensors' is no checkpoint of a training run: delete it, or name another folder with --output.")]
    [InlineData("train features --teacher short --pictures lost -o out", "lost is not a folder that exists: name folders with pictures to train on with --pictures.")]
    [InlineData("train features --teacher lost.pth --pictures styles -o out", "There is no weight file '*lost.pth'.")]
    [InlineData("train features --teacher styles/1.png --pictures styles -o out", "'*1.png' *")]
    [InlineData("train features --teacher short --pictures styles -o out", "No teacher reaches relu3_2, which the student has: *short ends at relu3_1; name one more that goes further.")]
    [InlineData("train features --teacher forge --pictures empty -o out", "*empty has no picture to train on: put * files of at least 96 pixels a side there.")]
    public void What_cannot_be_trained_is_refused_in_one_sentence(string line, string sentence)
    {
        Directory.CreateDirectory(File("empty"));
        Write("short", "relu3_1");
        Write("forge", "relu5_1");
        Write("occupied/forge-vgg.safetensors", "relu1_1");
        Write("foreign/checkpoint.safetensors", "relu1_1");

        Assert.Equal(ExitCodes.Wrong, _host.Run(line.Split(' ')));

        // An asterisk stands for anything.
        Assert.Matches($"^{Regex.Escape(sentence).Replace(@"\*", ".*", StringComparison.Ordinal)}$", _host.ErrorLines[0]);
        Assert.Empty(_host.Output);
        Assert.InRange(_host.ErrorLines.Length, 1, 2);
    }

    [Fact]
    public void Without_styles_there_is_no_toy()
    {
        Directory.Delete(File("styles"), recursive: true);

        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Smoke, "-o", "toy"]));
        Assert.StartsWith("There are no bundled styles for --smoke to train on", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [LinuxFact("folders without permission to write")]
    public void A_folder_that_cannot_be_written_to_is_refused()
    {
        // Nobody, not even root, makes files there.
        Assert.Equal(ExitCodes.Wrong, _host.Run([.. Smoke, "-o", "/proc/forge"]));
        Assert.StartsWith("--output is /proc/forge, but nothing can be written there: ", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("styleforge tr", "train")]
    [InlineData("styleforge train ", "features")]
    [InlineData("styleforge train features --lear", "--learning-rate")]
    public void Completions_know_the_command_and_its_options(string line, string word)
    {
        Assert.Equal(ExitCodes.Done, _host.Run($"[suggest:{line.Length}]", line));

        Assert.Contains(word, _host.OutputLines);
    }

    private static void AssertDocumented(string[] lines)
    {
        var page = System.IO.File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            ["pictures", "training", "point", "point", "point", "point", "point", "point", "checkpoint", "trained"],
            events.Select(happened => happened.GetProperty("event").GetString()));
        foreach (var happened in events)
        {
            var row = Regex.Match(page, $"^\\| `{happened.GetProperty("event").GetString()}` \\| (.*) \\|$", RegexOptions.Multiline).Groups[1].Value;
            Assert.All(happened.EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        }

        Assert.True(events[^1].GetProperty("isDone").GetBoolean());
        Assert.Equal(22, events[2].GetProperty("parts").EnumerateObject().Count());
    }

    private string File(string name) => Path.Combine(_host.WorkingDirectory, name);

    private string[] Files(string folder) => [.. Directory.EnumerateFiles(File(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private string[] Rows(string folder) => System.IO.File.ReadAllLines(File($"{folder}/curve.csv"))[1..];

    private void Write(string name, string lastTap)
    {
        using var weights = RandomWeights.Make(Vgg.Forge, 1, lastTap);
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        WeightFile.Write(File(name), weights);
    }

    private int Interrupted(string atLine, string[] arguments)
    {
        _host.Resume();
        var environment = _host.Environment();
        return CommandLine.Run(arguments, environment with { Error = new WatchedWriter(environment.Error, line => line.StartsWith(atLine, StringComparison.Ordinal), _host.Interrupt) });
    }
}
