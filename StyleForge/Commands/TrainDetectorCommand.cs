using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Optimisation;
using StyleForge.Hosting;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Presentation;
using StyleForge.Training.Detectors;

namespace StyleForge.Commands;

/// <summary><c>styleforge train detector DATA -o FILE</c>: trains a small detector on marked pictures.</summary>
internal static class TrainDetectorCommand
{
    private static readonly DetectorRecipe Defaults = new();
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

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
                "With --recipe one-stage the network is a small YOLO with a cell for every eight pixels, and anchors found in the sizes of the objects. With one-object it has one answer for the whole "
                    + "picture, on which there must be one object or none; where COCO's annotations have keypoints, it learns their places too. Both see pictures of --size pixels, and run with "
                    + "'styleforge detect --network FILE'.",
                "In the end the network is measured on pictures that it was not trained on: mean average precision at an overlap of 0.5, and COCO's mean over 0.5 to 0.95; one-object also by how often the "
                    + "object was found, and how near its points are.",
                "Exit codes: 0 the network is trained; 1 the training or a file failed; 2 something that is named cannot be used; 130 interrupted, and nothing is written.",
            ],
            Examples =
            [
                ("train detector shapes -o shapes.safetensors", "On scenes that 'train scenes shapes' has drawn: a few minutes on two cores."),
                ("train detector figures -o figures.safetensors --recipe one-object", "One object a picture with its corners, on what 'train scenes figures --single --landmarks' has drawn."),
                ("train detector coco.json -o mine.safetensors --size 160 --steps 6000", "Pictures of one's own, seen larger, and for longer."),
            ],
        };
        var data = verb.Take(new Argument<string>("data") { HelpName = "DATA", Description = "The marked pictures." });
        var output = verb.Take(new Option<string>("--output", "-o") { HelpName = "FILE", Description = "The weight file to write, with the ending .safetensors.", Required = true });
        var validation = verb.Take(new Option<string?>("--validation") { HelpName = "DATA", Description = "Pictures of the same classes to measure by; without it every tenth picture of DATA, which is then not trained on." });
        var kind = WordChoice.Take<DetectorRecipeKind>(
            verb, "--recipe", "What is trained: «one-stage» (a grid with anchors, for any number of objects) or «one-object» (one box, for pictures with one object or none); default one-stage.");
        var size = Whole(verb, "--size", $"Pixels of the square that the network sees, a multiple of {SmallYolo.Stride}, 32 to 640; default 96.", 96, 32, 640);
        var anchors = Whole(verb, "--anchors", "Anchors of a cell, 1 to 16; default 3.", 3, 1, 16);
        var steps = Whole(verb, "--steps", $"Steps of the optimiser, 1 to 10000000; default {Defaults.Steps}.", Defaults.Steps, 1, 10_000_000);
        var batch = Whole(verb, "--batch", $"Pictures a step, 1 to 1024; default {Defaults.Batch}.", Defaults.Batch, 1, 1024);
        var rate = verb.Take(new Option<double?>("--learning-rate")
        {
            HelpName = "NUMBER",
            Description = string.Create(CultureInfo.InvariantCulture, $"The highest learning rate, above 0 and at most 1; default {Defaults.LearningRate}."),
            CustomParser = result => RealNumbers.Read(result, "--learning-rate", 0, 1, isAbove: true),
        });
        var seed = Whole(verb, "--seed", $"Any whole number from 0; default {Defaults.Seed}.", (int)Defaults.Seed, 0, int.MaxValue);
        var threads = Whole(verb, "--threads", "Threads of the processor to work on, 1 to 1024; default one for each processor.", Environment.ProcessorCount, 1, 1024);
        verb.SetAction(result =>
        {
            string Full(string path) => Path.GetFullPath(path, environment.WorkingDirectory);
            var path = Full(result.GetRequiredValue(output));
            Check(result.GetRequiredValue(output), path, result.GetValue(size));
            var recipe = new DetectorRecipe
            {
                Steps = result.GetValue(steps),
                Batch = result.GetValue(batch),
                LearningRate = result.GetValue(rate) ?? Defaults.LearningRate,
                Seed = (ulong)result.GetValue(seed),
            };
            try
            {
                var set = DetectorData.Read(Full(result.GetRequiredValue(data)), environment.Codecs);
                var other = result.GetValue(validation) is { } named ? DetectorData.Read(Full(named), environment.Codecs) : null;
                Check(result.GetValue(kind) ?? default, [.. set.Pictures, .. other?.Pictures ?? []]);
                var (train, measure) = Split(environment, set, other);
                var detector = Describe(result.GetValue(kind) ?? default, set, train, result.GetValue(size), result.GetValue(anchors), recipe.Seed);
                Train(environment, detector, recipe, result.GetValue(threads), train, path);
                Report(environment, path, result.GetValue(threads), measure);
                environment.Output.WriteLine(Words.Path(path, environment.WorkingDirectory));
                return ExitCodes.Done;
            }
            catch (Exception refusal) when (refusal is AnnotationException or ImageFileException or FileReadException or ArgumentException or TorchUnavailableException)
            {
                throw new CommandFailure(refusal is ArgumentException argument ? argument.Sentence() : refusal.Message, ExitCodes.Wrong, refusal);
            }
            catch (Exception failure) when (failure is OptimisationException or IOException or UnauthorizedAccessException or FileWriteException)
            {
                throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
            }
        });
        return verb;
    }

    private static void Check(string output, string path, int size)
    {
        if (size % SmallYolo.Stride != 0)
        {
            throw new CommandFailure($"--size is {size}, but must be a multiple of {SmallYolo.Stride}.");
        }

        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailure($"--output is '{output}', but must end with .safetensors.");
        }

        if (Path.Exists(path))
        {
            throw new CommandFailure($"{output} is there already: name another file with --output, or move it away.");
        }
    }

    private static void Check(DetectorRecipeKind kind, IReadOnlyList<AnnotatedPicture> pictures)
    {
        if (kind == DetectorRecipeKind.OneObject && pictures.FirstOrDefault(picture => Count(picture) > 1) is { } crowded)
        {
            throw new AnnotationException(
                $"'{crowded.Name}' has {Count(crowded)} objects, but --recipe one-object takes pictures with one or none: cut each object out into a picture of its own, or train --recipe one-stage.");
        }

        static int Count(AnnotatedPicture picture) => picture.Objects.Count(annotated => !annotated.IsIgnored && annotated.Box.Area > 0);
    }

    private static Option<int> Whole(Verb verb, string name, string description, int absent, int least, int most) => verb.Take(new Option<int>(name)
    {
        HelpName = "NUMBER",
        Description = description,
        CustomParser = result => WholeNumbers.Read(result, name, least, most).FirstOrDefault(),
        DefaultValueFactory = _ => absent,
    });

    private static (IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> Train, IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> Measure) Split(
        HostEnvironment environment, AnnotatedSet set, AnnotatedSet? validation)
    {
        if (validation is not null)
        {
            return validation.Classes.SequenceEqual(set.Classes) ? (Read(set.Pictures), Read(validation.Pictures))
                : throw new AnnotationException($"The pictures to train on have the classes {string.Join(", ", set.Classes)}, and those of --validation {string.Join(", ", validation.Classes)}: they must be the same.");
        }

        var isMeasured = set.Pictures.Select((_, number) => number % 10 == 9).ToArray();
        return isMeasured.Contains(true)
            ? (Read(set.Pictures.Where((_, number) => !isMeasured[number])), Read(set.Pictures.Where((_, number) => isMeasured[number])))
            : throw new AnnotationException($"There are {Words.Count(set.Pictures.Count, "picture")}, too few to keep a tenth to measure by: mark more, or name others with --validation.");

        List<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> Read(IEnumerable<AnnotatedPicture> pictures) =>
            [.. pictures.Select(picture => (environment.Codecs.Read(picture.Name).ToPicture(), picture.Objects))];
    }

    private static DetectorDescription Describe(
        DetectorRecipeKind kind, AnnotatedSet set, IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures, int size, int anchors, ulong seed) => kind switch
        {
            DetectorRecipeKind.OneObject => OneObjectDetector.Small(size, set.Classes, LandmarkScheme.Of(set)),
            _ => GridDetector.Small(size, Anchors(pictures, size, anchors, seed), set.Classes),
        };

    // In pixels of what the network sees.
    private static IReadOnlyList<Anchor> Anchors(IEnumerable<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures, int size, int count, ulong seed)
    {
        var sizes = from pair in pictures
                    let letterbox = new Letterbox(pair.Picture.Width, pair.Picture.Height, size, size)
                    from annotated in pair.Objects
                    where annotated.Box.Area > 0 && !annotated.IsIgnored
                    let box = letterbox.ToFrame(annotated.Box)
                    select new Anchor(box.Width, box.Height);
        return AnchorSearch.Find([.. sizes], count, seed);
    }

    private static void Train(
        HostEnvironment environment, DetectorDescription detector, DetectorRecipe recipe, int threads, IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures, string path)
    {
        var examples = pictures.Select(pair => DetectorExample.Of(pair.Picture, pair.Objects, detector)).ToList();
        environment.Error.WriteLine($"Training on {Words.Count(examples.Count, "picture")} with {Words.Count(examples.Sum(example => example.Objects.Count), "object")} of {Words.Count(detector.Classes.Count, "class", "classes")}.");
        var begun = environment.Time.GetTimestamp();
        var told = TimeSpan.Zero;
        using var training = DetectorTraining.Begin(detector, examples, recipe, "cpu", threads, environment.Time);
        training.Run(point => Tell(point.Step, point.Loss), _ => { }, environment.Interrupted);
        var trained = training.Weights();
        try
        {
            WeightFile.Write(path, trained, TrainedDetector.Metadata(detector));
        }
        finally
        {
            foreach (var (_, tensor) in trained)
            {
                tensor.Dispose();
            }
        }

        void Tell(int step, double loss)
        {
            var elapsed = environment.Time.GetElapsedTime(begun);
            if (elapsed - told >= BetweenLines || step == recipe.Steps)
            {
                told = elapsed;
                var left = step == recipe.Steps ? $"in {Words.Duration(elapsed)}" : $"{Words.Duration(elapsed * (recipe.Steps - step) / step)} left";
                environment.Error.WriteLine($"step {step} of {recipe.Steps}, loss {Words.Loss(loss)}, {left}");
            }
        }
    }

    // By the file, on the engine that will run it.
    private static void Report(HostEnvironment environment, string path, int threads, IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures)
    {
        using var weights = WeightFile.Read(path);
        var detector = TrainedDetector.Read(weights);
        using var workers = new WorkerPool(threads);
        using var working = new ObjectDetector(detector, Network<float>.Build(detector.Network, weights), workers);
        var accuracy = DetectorAccuracy.Measure(
            (picture, threshold) => working.Detect(picture, threshold, SuppressionOptions.Default with { LeastScore = threshold }), detector.Classes.Count, pictures);
        var classes = detector.Classes.Zip(accuracy.ByClass, (name, precision) => $"{name} {Number(precision)}");
        environment.Error.WriteLine(
            $"On {Words.Count(pictures.Count, "other picture")} the mean average precision is {Number(accuracy.Overlap50)} at an overlap of 0.5 ({string.Join(", ", classes)}), and {Number(accuracy.Coco)} by COCO's mean.");
        if (detector is OneObjectDetector)
        {
            environment.Error.WriteLine(Localised(LocalisationAccuracy.Measure(picture => working.Detect(picture, DetectCommand.DefaultThreshold, SuppressionOptions.Default), pictures)));
        }

        static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "unknown";
    }

    private static string Localised(LocalisationAccuracy accuracy)
    {
        string?[] clauses =
        [
            accuracy.Found is { } found ? $"{Share(found)} of the objects are found with the right class at an overlap of 0.5" : null,
            accuracy.Quiet is { } quiet ? $"nothing is said on {Share(quiet)} of the pictures without one" : null,
            accuracy.PointsFound is { } near ? $"{Share(near)} of the points are nearer than a tenth of the object's longer side" : null,
            accuracy.PointError is { } error ? $"on average they are {Share(error)} of it away" : null,
        ];
        return $"With a score above {DetectCommand.DefaultThreshold.ToString(CultureInfo.InvariantCulture)} {string.Join("; ", clauses.Where(clause => clause is not null))}.";

        static string Share(double value) => value.ToString("0.0 %", CultureInfo.InvariantCulture);
    }
}
