using System.CommandLine;
using System.CommandLine.Parsing;
using StyleForge.Hosting;
using StyleForge.Hosting.Training;
using StyleForge.Models.Networks;
using StyleForge.Presentation;
using StyleForge.Training.Pictures;

namespace StyleForge.Commands;

/// <summary><c>styleforge train features</c>: trains a feature network to see what a larger one sees.</summary>
internal static class TrainFeaturesCommand
{
    // Pictures of a toy training need to show no more than its crops do.
    private const int LongestSideOfSmoke = 256;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("features", "Train forge-vgg, the network that comes with the program.", "--teacher FILE... --pictures FOLDER... --output FOLDER [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "The student learns to see what its teachers see: features, and how they change when the picture does, on crops of the pictures and on the pictures that style transfers "
                    + "through the student come by. The folder gets forge-vgg.safetensors (the weights so far), checkpoint.safetensors, curve.csv and curve.svg, written anew every minute.",
                "The same command goes on from the last checkpoint; with --device cpu it ends with the same bits as if it had never stopped. With other options, another teacher or "
                    + "other pictures it is another training, and wants another folder.",
                "Exit codes: 0 the network is trained; 1 the training or a file failed; 2 something that is named cannot be used; 130 interrupted.",
            ],
            Examples =
            [
                ("train features --teacher vgg16.pth vgg19.pth --pictures photographs textures -o forge", "Minutes on a CUDA device, hours without; give it again after an interruption."),
                ("train features --smoke -o toy", "Seconds: a toy of the same, from the bundled styles and the built-in network."),
            ],
        };
        var teacher = verb.Take(new Option<string[]>("--teacher")
        {
            HelpName = "FILE...",
            Description = "Weights of trained VGG-16 or VGG-19 networks of any width, safetensors or PyTorch. A layer is taught by the first that reaches it; together they must reach the student's last.",
            AllowMultipleArgumentsPerToken = true,
        });
        var pictures = verb.Take(new Option<string[]>("--pictures")
        {
            HelpName = "FOLDER...",
            Description = "Folders with pictures to train on, and the folders in them. Pictures that show the same count once; those below 96 pixels a side are left out.",
            AllowMultipleArgumentsPerToken = true,
        });
        var output = verb.Take(new Option<string>("--output", "-o") { HelpName = "FOLDER", Description = "The folder to write to, made where there is none.", Required = true });
        var recipe = new FeatureRecipeOptions(verb);
        var machine = new TrainingMachineOptions(verb);
        var smoke = verb.Take(new Option<bool>("--smoke")
        {
            Description = "Train for seconds, with the built-in network for a teacher and the bundled styles for pictures: does everything work here? The other options may still be given.",
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object a line on standard output, for other programs." });
        verb.Validators.Add(result => RequireInputs(result, result.GetValue(smoke), teacher, pictures));
        verb.SetAction(result =>
        {
            string Absolute(string path) => Path.GetFullPath(path, environment.WorkingDirectory);
            var isSmoke = result.GetValue(smoke);
            var request = new TrainingRequest(Absolute(result.GetRequiredValue(output)), recipe.Read(result, isSmoke), machine.Device(result), machine.Threads(result))
            {
                Teachers = isSmoke ? [] : [.. result.GetRequiredValue(teacher).Select(Absolute)],
                Pictures = isSmoke ? [Styles(environment)] : [.. result.GetRequiredValue(pictures).Select(Absolute).Distinct()],
                PictureOptions = isSmoke ? new TrainingPictureOptions { LongestSide = LongestSideOfSmoke } : new TrainingPictureOptions(),
            };
            return Train(environment, request, result.GetValue(json));
        });
        return verb;
    }

    private static void RequireInputs(CommandResult result, bool isSmoke, Option teacher, Option pictures)
    {
        foreach (var input in (Option[])[teacher, pictures])
        {
            var isGiven = result.GetResult(input) is { Implicit: false };
            if (isSmoke && isGiven)
            {
                result.AddError($"--smoke brings its own teacher and pictures: leave {input.Name} or --smoke out.");
            }
            else if (!isSmoke && !isGiven)
            {
                result.AddError($"'{result.Command.Name}' needs the option '{input.Name} {input.HelpName}'.");
            }
        }
    }

    private static string Styles(HostEnvironment environment) => new StyleLibrary(environment).Folder
        ?? throw new CommandFailure("There are no bundled styles for --smoke to train on: run it where the folder styles/ is, or beside the program that has it.");

    private static int Train(HostEnvironment environment, TrainingRequest request, bool asJson)
    {
        if (request.Pictures.FirstOrDefault(pictures => !Directory.Exists(pictures)) is { } lost)
        {
            throw new CommandFailure($"{Words.Path(lost, environment.WorkingDirectory)} is not a folder that exists: name folders with pictures to train on with --pictures.");
        }

        var folder = new TrainingFolder(request.Folder, Words.Path(request.Folder, environment.WorkingDirectory), Vgg.Forge.Name, FeatureCurvePlot.Write);
        var (json, display) = TrainingDisplays.Choose(environment, asJson);
        var outcome = display.During(() => new TrainingSession(environment, request, folder, display).Run());
        if (TrainingWords.End(outcome, folder.Shown) is { } sentence)
        {
            environment.Error.WriteLine(sentence);
        }

        json?.Close(outcome, outcome.Kept > 0 ? folder.Weights : null);
        if (json is null && outcome.IsDone)
        {
            environment.Output.WriteLine(Words.Path(folder.Weights, environment.WorkingDirectory));
        }

        return outcome.IsDone ? ExitCodes.Done : ExitCodes.Interrupted;
    }
}
