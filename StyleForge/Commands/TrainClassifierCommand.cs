using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using StyleForge.Hosting.Training;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Presentation;
using StyleForge.Training.Examples;

namespace StyleForge.Commands;

/// <summary><c>styleforge train classifier</c>: trains a network to tell classes of pictures, signals or volumes apart.</summary>
internal static class TrainClassifierCommand
{
    private static readonly NetworkDescription[] Networks =
        [.. NetworkCatalogue.Classifiers.Concat(NetworkCatalogue.All).Where(network => network.Layers[^1] is SoftmaxDescription && network.Facts.Source.Rank > 2 && network.Shapes(network.Facts.Source)[^1].Rank == 2)];

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("classifier", "Train a network to tell classes of pictures, signals or volumes apart.", "DATA --output FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "DATA is a folder with a folder of pictures for each class, or of volumes (.npy); a folder with idx files (train-images-idx3-ubyte and so on, packed or not); or a "
                    + "table of signals (.csv, .tsv, .txt), a row each. All of it is looked at before the training begins, and all that is wrong with it is said.",
                "Beside FILE come by its name a model card (.md), curves (.curves.csv, .curves.svg), the confusion matrix (.confusion.png) and, until it is done, a checkpoint "
                    + "(.checkpoint.safetensors). FILE holds labels, network and input convention with the weights.",
                "Exit codes: 0 the network is trained; 1 the training or a file failed; 2 something that is named cannot be used; 130 interrupted.",
            ],
            Examples =
            [
                ("train classifier /usr/share/datasets/fashion-mnist -o fashion.safetensors --epochs 10", "LeNet-5 learns ten kinds of clothes, in a few minutes."),
                ("train classifier birds -o birds.safetensors --from squeezenet1_1.pth --network squeezenet1_1 --freeze features", "Only the head learns, from a few pictures of each kind."),
                ("train classifier heartbeats.csv -o heartbeats.safetensors --label first", "A row a signal, with its label in front."),
            ],
        };
        var data = verb.Take(new Argument<string>("DATA") { Description = "The examples, with their classes." });
        var output = TrainingFileOptions.TakeOutput(verb);
        var network = verb.Take(new Option<NetworkDescription?>("--network")
        {
            HelpName = "NAME",
            Description = $"The network, with a head for the classes of DATA: {string.Join(", ", Networks.Select(own => own.Name))}. Default lenet5 for idx files, cifar-resnet20 for folders of pictures, signal-net and volume-net.",
            CustomParser = ReadNetwork,
        });
        network.CompletionSources.Add(_ => Networks.Select(own => new CompletionItem(own.Name)));
        var size = WholeNumbers.Take(
            verb, "--size", "PIXELS", $"The side of the square in the middle of each picture that the network is shown, from 8 to 1024; default that of the network, and that of the pictures for idx files.", 8, 1024);
        var from = verb.Take(new Option<string?>("--from") { HelpName = "FILE", Description = "Begin with these weights, but for the head, which is new: published ones of --network, or what this command has written." });
        var freeze = verb.Take(new Option<string?>("--freeze")
        {
            HelpName = "TAP",
            Description = "With --from: leave the layers up to this tap as they are; «features» for all but the head. Where pictures are not changed by chance, what frozen layers show is computed once.",
        });
        var validation = verb.Take(new Option<string?>("--validation") { HelpName = "DATA", Description = "Examples of the same classes to judge epochs by, in place of some that are held out." });
        var heldOut = RealNumbers.Take(
            verb, "--held-out", "SHARE", $"The share of each class that is held out, to judge epochs by, from 0.01 to 0.9; default 0.1.", 0.01, 0.9);
        var test = verb.Take(new Option<string?>("--test") { HelpName = "DATA", Description = "Examples to judge the network by in the end; default the t10k files that lie with idx files." });
        var label = verb.Take(new Option<string?>("--label") { HelpName = "COLUMN", Description = "The column of a table that holds labels: its name, «first» or «last»; default one called label, class or target, else the last." });
        var channels = WholeNumbers.Take(
            verb, "--channels", "NUMBER", $"Channels of the signals of a table, one after the other in a row, from 1 to 1024; default 1.", 1, 1024);
        var names = verb.Take(new Option<string?>("--label-names") { HelpName = "NAME,...", Description = "Names for the labels 0, 1, 2 and so on of idx files, with commas between." });
        var recipe = new ClassifierRecipeOptions(verb);
        var machine = new TrainingMachineOptions(verb);
        var files = new TrainingFileOptions(verb, output);
        freeze.Validators.Add(result =>
        {
            if (result.GetResult(from) is not { Implicit: false })
            {
                result.AddError("--freeze keeps layers as they are, which makes sense only for trained ones: name their weights with --from.");
            }
        });
        heldOut.Validators.Add(result =>
        {
            if (result.GetResult(validation) is { Implicit: false })
            {
                result.AddError("--validation and --held-out both say what epochs are judged by: leave one of them out.");
            }
        });
        verb.SetAction(result =>
        {
            string Absolute(string path) => Path.GetFullPath(path, environment.WorkingDirectory);
            string? Optional(Option<string?> option) => result.GetValue(option) is { } path ? Absolute(path) : null;
            var request = new ClassifierRequest(Absolute(result.GetRequiredValue(data)), recipe.Read(result, result.GetValue(freeze)), machine.Device(result), machine.Threads(result))
            {
                Network = result.GetValue(network),
                From = Optional(from),
                Size = result.GetValue(size),
                HeldOut = result.GetValue(heldOut) ?? 0.1,
                Validation = Optional(validation),
                Test = Optional(test),
                Reading = new ExampleOptions
                {
                    LabelColumn = result.GetValue(label),
                    SignalChannels = result.GetValue(channels) ?? 1,
                    LabelNames = result.GetValue(names)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
                },
            };
            return files.Train(
                environment,
                result,
                (weights, shown, observer) => new ClassifierSession(
                    environment, request, new ClassifierFiles(weights, shown, new ClassifierDrawings(ClassifierCurvePlot.Write, ConfusionPicture.Write, ModelCard.Write)), observer),
                facts => [TrainingWords.Judged(facts)],
                (json, facts) => json.Write(facts));
        });
        return verb;
    }

    private static NetworkDescription? ReadNetwork(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Networks.FirstOrDefault(network => network.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        result.AddError($"--network is '{text}', but must be one of {string.Join(", ", Networks.Select(network => network.Name))}.");
        return null;
    }
}
