using System.CommandLine;
using StyleForge.Hosting.Training;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge train embedding</c>: trains a network to tell whether two pictures are of one class, of classes too that it never saw.</summary>
internal static class TrainEmbeddingCommand
{
    private const string None = "none";

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("embedding", "Train a network to tell whether two pictures are of one class, of classes too that it never saw.", "DATA --output FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "DATA is a folder with a folder of pictures for each class, or with folders of such folders, as Omniglot has them: alphabet/character/picture.png. Classes that lie "
                    + "in one folder are a group. Pictures are seen in grey. All of them are read before the training begins, and all that is wrong with them is said.",
                "Some groups are held out, to see how well the network does on what it has never seen.",
                "Beside FILE come by its name a model card (.md), the curve (.curve.csv, .curve.svg), how often thresholds err (.verification.svg) and, until it is done, a checkpoint "
                    + "(.checkpoint.safetensors). FILE says of itself how its pictures are shown and how its results are compared.",
                "Exit codes: 0 the network is trained; 1 the training or a file failed; 2 something that is named cannot be used; 130 interrupted.",
            ],
            Examples =
            [
                ("train embedding omniglot -o signs.safetensors --turns --rotate 10 --scale 0.2 --runs runs --views 20", "Signs of five alphabets, judged by Omniglot's own questions about ten others."),
                ("train embedding omniglot -o pairs.safetensors --loss siamese-chi-square --held-out Greek,Latin", "By pairs; two alphabets are held out."),
            ],
        };
        var data = verb.Take(new Argument<string>("DATA") { Description = "The pictures, in folders by their classes." });
        var output = TrainingFileOptions.TakeOutput(verb);
        var size = WholeNumbers.Take(
            verb, "--size", "PIXELS", $"The side of the square in the middle of each picture that the network is shown, from {GlyphNet.LeastSide} to 256; default 28.", GlyphNet.LeastSide, 256);
        var heldOut = verb.Take(new Option<string?>("--held-out") { HelpName = "GROUP,...", Description = "The groups that are held out, with commas between; «none» for none; default a fifth of them by chance." });
        var runs = verb.Take(new Option<string?>("--runs") { HelpName = "FOLDER", Description = "Questions of one shot to judge the network by in the end, as Omniglot has them: folders with a class_labels.txt each." });
        var questions = WholeNumbers.Take(
            verb, "--questions", "NUMBER", $"Questions about held-out classes in the end, with 5 and with 20 choices each, from 1 to 100000; default 2000.", 1, 100_000);
        var views = WholeNumbers.Take(
            verb,
            "--views",
            "NUMBER",
            $"Answer the questions of the end a second time, by the mean of so many looks at each picture, the first as it is and the others changed as in the training, from 2 to 1000.",
            2,
            1000);
        var turns = verb.Take(new Option<bool>("--turns") { Description = "Train on pictures turned by a quarter, a half and three quarters of a circle too, as classes of their own." });
        var recipe = new EmbeddingRecipeOptions(verb);
        var machine = new TrainingMachineOptions(verb);
        var files = new TrainingFileOptions(verb, output);
        verb.SetAction(result =>
        {
            string Absolute(string path) => Path.GetFullPath(path, environment.WorkingDirectory);
            var request = new EmbeddingRequest(Absolute(result.GetRequiredValue(data)), recipe.Read(result), machine.Device(result), machine.Threads(result))
            {
                Size = result.GetValue(size) ?? 28,
                HeldOut = result.GetValue(heldOut) switch { null => null, None => [], var groups => groups.Split(',', StringSplitOptions.TrimEntries) },
                Runs = result.GetValue(runs) is { } folder ? Absolute(folder) : null,
                Questions = result.GetValue(questions) ?? 2000,
                Views = result.GetValue(views),
                Turns = result.GetValue(turns),
            };
            return files.Train(
                environment,
                result,
                (weights, shown, observer) => new EmbeddingSession(
                    environment, request, new EmbeddingFiles(weights, shown, new EmbeddingDrawings(EmbeddingCurvePlot.Write, EmbeddingErrorPlot.Write, EmbeddingCard.Write)), observer),
                facts => [.. facts.Results.Select(TrainingWords.Judged), .. facts.Verifications.Select(own => TrainingWords.Judged(own.Name, own.Curve))],
                (json, facts) => json.Write(facts));
        });
        return verb;
    }
}
