using System.CommandLine;
using System.CommandLine.Parsing;
using StyleForge.Hosting.Training;
using StyleForge.Models.Networks;
using StyleForge.Presentation;
using StyleForge.Training.Detectors;

namespace StyleForge.Commands;

/// <summary><c>styleforge train detector DATA -o FILE</c>: trains a small detector on marked pictures.</summary>
internal static class TrainDetectorCommand
{
    private const int LeastSize = 32;
    private const int MostSize = 640;
    private const int Size = 96;
    private const int Anchors = 3;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("detector", "Train a small detector on marked pictures.", "DATA --output FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "DATA is a JSON file of COCO, or a folder with one; or a folder as Darknet has it: class names in classes.txt, and beside each picture a text file with a line an object. "
                    + "Pictures lie beside the annotations or in 'images', labels of the second kind beside them or in 'labels'. All of it is read before the training begins.",
                "The network is a small YOLO with a cell for every eight pixels, and anchors found in the sizes of the objects; with --recipe two-stage a small Faster R-CNN with the same "
                    + "convolutions and anchors. With one-object it has one answer for the whole picture, on which there must be one object or none; where COCO's annotations have keypoints, it learns "
                    + "their places too. All see pictures of --size pixels, and run with 'styleforge detect --network FILE'.",
                "In the end the network is measured on pictures that it was not trained on: mean average precision at an overlap of 0.5, and COCO's mean over 0.5 to 0.95; one-object also by how "
                    + "often the object was found, and how near its points are.",
                "Beside FILE come by its name a model card (.md), the curve (.curve.csv, .curve.svg) and, until it is done, a checkpoint (.checkpoint.safetensors).",
                "Exit codes: 0 the network is trained; 1 the training or a file failed; 2 something that is named cannot be used; 130 interrupted.",
            ],
            Examples =
            [
                ("train detector shapes -o shapes.safetensors", "On scenes that 'train scenes shapes' has drawn: a few minutes on two cores."),
                ("train detector figures -o figures.safetensors --recipe one-object", "One object a picture with its corners, on what 'train scenes figures --single --landmarks' has drawn."),
                ("train detector coco.json -o mine.safetensors --size 160 --steps 6000", "Pictures of one's own, seen larger, and for longer."),
            ],
        };
        var data = verb.Take(new Argument<string>("data") { HelpName = "DATA", Description = "The marked pictures." });
        var output = TrainingFileOptions.TakeOutput(verb);
        var validation = verb.Take(new Option<string?>("--validation") { HelpName = "DATA", Description = "Pictures of the same classes to measure by; without it every tenth picture of DATA, which is then not trained on." });
        var kind = WordChoice.Take<DetectorRecipeKind>(
            verb, "--recipe", "What is trained: «one-stage» (a grid with anchors, for any number of objects), «two-stage» (proposes regions and looks at each; twice the time a step) or «one-object» (one box, for pictures with one object or none); default one-stage.");
        var size = verb.Take(new Option<int?>("--size")
        {
            HelpName = "PIXELS",
            Description = $"The side of the square that the network sees, a multiple of {SmallYolo.Stride}, from {LeastSize} to {MostSize}; default {Size}.",
            CustomParser = ReadSize,
        });
        var anchors = WholeNumbers.Take(verb, "--anchors", "Anchors of a cell", 1, 16, Anchors);
        var recipe = new DetectorRecipeOptions(verb);
        var machine = new TrainingMachineOptions(verb);
        var files = new TrainingFileOptions(verb, output);
        verb.SetAction(result =>
        {
            if (result.GetValue(kind) == DetectorRecipeKind.OneObject && result.GetValue(anchors) is not null)
            {
                throw new CommandFailure("--anchors is of detectors with a grid: leave it out with --recipe one-object.");
            }

            string Absolute(string path) => Path.GetFullPath(path, environment.WorkingDirectory);
            var request = new DetectorRequest(Absolute(result.GetRequiredValue(data)), recipe.Read(result), machine.Device(result), machine.Threads(result))
            {
                Kind = result.GetValue(kind) ?? default,
                Size = result.GetValue(size) ?? Size,
                Anchors = result.GetValue(anchors) ?? Anchors,
                Validation = result.GetValue(validation) is { } other ? Absolute(other) : null,
            };
            return files.Train(
                environment,
                result,
                (weights, shown, observer) => new DetectorSession(environment, request, new DetectorTrainingFiles(weights, shown, DetectorCurvePlot.Write, DetectorCard.Write), observer),
                facts => [TrainingWords.Judged(facts), .. facts.Localisation is { } localisation ? (string[])[TrainingWords.Judged(localisation)] : []],
                (json, facts) => json.Write(facts));
        });
        return verb;
    }

    private static int? ReadSize(ArgumentResult result)
    {
        if (WholeNumbers.Read(result, "--size", LeastSize, MostSize) is not [var pixels])
        {
            return null;
        }

        if (pixels % SmallYolo.Stride != 0)
        {
            result.AddError($"--size is {pixels}, but must be a multiple of {SmallYolo.Stride}.");
        }

        return pixels;
    }
}
