using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Detection;
using StyleForge.Models.Files;
using StyleForge.Models.Threading;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge detect PICTURE...</c>: finds objects, and draws boxes around them.</summary>
internal static class DetectCommand
{
    private const double DefaultThreshold = 0.3;
    private const int LeastSide = 320;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("detect", "Find objects on pictures, and draw boxes around them.", "PICTURE or FOLDER... [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "The published detectors know the eighty kinds of objects of COCO: people, vehicles, animals, food, furniture and other things of daily life. They are fetched with 'styleforge weights pull "
                    + "yolo-fastest' or 'yolo-fastest-xl', once. --network also takes Darknet's weights (FILE.weights with FILE.cfg beside it, and the names of its classes in FILE.names), and what 'styleforge train detector' has written.",
                "The score is the probability that there is an object, times that of its class. Boxes are edges in pixels from the picture's upper left corner.",
                "A picture whose long side is below 320 pixels is drawn enlarged, so that labels can be read.",
                "A picture that cannot be read is told and passed over; the exit code is then 1, or 2 where there are no others. A folder stands for the pictures right inside it.",
            ],
            Examples =
            [
                ("detect street.jpg -o boxes.png", "Say what is there, and draw it."),
                ("detect photos/ -o found/ --classes person dog --threshold 0.5", "A picture with boxes for each one of a folder; only people and dogs, and only where it is rather sure."),
                ("detect *.jpg --network yolo-fastest-xl --json", "One line of JSON a picture, by the better and slower detector."),
            ],
        };
        var pictures = verb.Take(new Argument<string[]>("pictures") { HelpName = "PICTURE or FOLDER...", Description = "Pictures, or folders of them; - for standard input.", Arity = ArgumentArity.OneOrMore });
        var output = verb.Take(new Option<string?>("--output", "-o") { HelpName = "FILE or FOLDER", Description = "Where pictures with boxes go: a file for one picture, a folder for several. Without it nothing is written." });
        var network = verb.Take(new Option<string>("--network")
        {
            HelpName = "NAME or FILE",
            Description = $"The detector: {string.Join(", ", DetectorFiles.Names)}, or a file; default {DetectorFiles.Names[0]}.",
            DefaultValueFactory = _ => DetectorFiles.Names[0],
        });
        network.CompletionSources.Add(_ => DetectorFiles.Names);
        var weights = verb.Take(new Option<string?>("--weights-file", "--weights") { HelpName = "FILE", Description = "Weights of the named detector to use in place of those that were fetched." });
        var threshold = Share(verb, "--threshold", $"The least score that counts, 0 to 1; default {DefaultThreshold}.", DefaultThreshold);
        var overlap = Share(
            verb, "--nms", $"Of boxes that overlap by more than this (intersection over union, 0 to 1) the best one stays; default {SuppressionOptions.Default.Overlap}.", SuppressionOptions.Default.Overlap);
        var soft = verb.Take(new Option<bool>("--soft-nms") { Description = "Lower the scores of boxes that overlap a better one by how much they do, rather than leaving them out: for crowds." });
        var across = verb.Take(new Option<bool>("--class-agnostic") { Description = "Let boxes of different classes be in each other's way too." });
        var classes = verb.Take(new Option<string[]>("--classes") { HelpName = "NAME...", Description = "Only these kinds of objects.", AllowMultipleArgumentsPerToken = true });
        classes.CompletionSources.Add(_ => CocoClasses.Names);
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one line of JSON a picture." });
        verb.SetAction(result =>
        {
            var paths = Paths(environment, result.GetRequiredValue(pictures));
            if (paths.Count == 0)
            {
                environment.Error.WriteLine("There are no pictures in the folders that were named.");
                return ExitCodes.NothingToDo;
            }

            var holding = HandedOverFiles.Hold(environment, paths);
            var outputs = new DrawnCopies(environment).PathsOf(result.GetValue(output), paths, isFolder: result.GetRequiredValue(pictures).Any(given => Directory.Exists(Full(environment, given))), "boxes");
            var suppression = new SuppressionOptions
            {
                Kind = result.GetValue(soft) ? SuppressionKind.SoftGaussian : SuppressionKind.Hard,
                Overlap = result.GetValue(overlap) ?? SuppressionOptions.Default.Overlap,
                LeastScore = result.GetValue(threshold) ?? DefaultThreshold,
                AcrossClasses = result.GetValue(across),
            };
            using var workers = new WorkerPool(result.GetValue(threads));
            using var detector = new DetectorFiles(environment).Load(result.GetRequiredValue(network), result.GetValue(weights), workers);
            var description = detector.Description;
            var wanted = Wanted(description, result.GetValue(classes) ?? []);
            var report = new DetectReport(environment, description);
            var unread = 0;
            foreach (var (path, to) in paths.Zip(outputs))
            {
                environment.Interrupted.ThrowIfCancellationRequested();
                try
                {
                    var picture = holding.Codecs.Read(path).ToPicture();
                    var begun = environment.Time.GetTimestamp();
                    var found = detector.Detect(picture, suppression.LeastScore, suppression).Where(each => wanted.Contains(each.Class)).ToList();
                    var elapsed = environment.Time.GetElapsedTime(begun);
                    if (to is not null)
                    {
                        Write(environment, to, Drawn(picture, found, description));
                    }

                    var detected = new DetectedPicture(path, picture.Width, picture.Height, found, elapsed, to);
                    if (result.GetValue(json))
                    {
                        report.WriteJson(detected);
                    }
                    else
                    {
                        report.WriteText(detected);
                    }
                }
                catch (ImageFileException refusal)
                {
                    environment.Error.WriteLine($"{Words.Path(refusal.Path, environment.WorkingDirectory)} {refusal.Problem}.");
                    unread++;
                }
            }

            return ExitCodes.Of(paths.Count - unread, unread);
        });
        return verb;
    }

    private static Option<double?> Share(Verb verb, string name, string description, double absent) => verb.Take(new Option<double?>(name)
    {
        HelpName = "NUMBER",
        Description = description,
        CustomParser = result => RealNumbers.Read(result, name, 0, 1),
        DefaultValueFactory = _ => absent,
    });

    private static string Full(HostEnvironment environment, string given) => Path.GetFullPath(HandedOverFiles.PathOf(given), environment.WorkingDirectory);

    // A folder's pictures are known by their endings; a file that was named is tried whatever its name.
    private static List<string> Paths(HostEnvironment environment, IEnumerable<string> given)
    {
        var paths = new List<string>();
        foreach (var path in given.Select(each => Full(environment, each)))
        {
            if (Directory.Exists(path))
            {
                try
                {
                    paths.AddRange(VisibleFiles.Of(path, "*").Where(file => environment.Codecs.ForExtension(file) is not null));
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    throw new CommandFailure($"The folder {Words.Path(path, environment.WorkingDirectory)} cannot be read: {failure.Message}", ExitCodes.Wrong, failure);
                }
            }
            else
            {
                paths.Add(path);
            }
        }

        return [.. paths.Distinct()];
    }

    // A small picture is enlarged, so that there is something to be seen beside the labels.
    private static Picture Drawn(Picture picture, IReadOnlyList<DetectedObject> found, IDetectorDescription detector)
    {
        var times = Math.Max(1, (LeastSide + Math.Max(picture.Width, picture.Height) - 1) / Math.Max(picture.Width, picture.Height));
        var drawn = times == 1 ? picture : Resampler.Resize(picture, picture.Width * times, picture.Height * times);
        if (detector.Landmarks is { } scheme)
        {
            foreach (var each in found)
            {
                Skeletons.Draw(drawn, [.. each.Landmarks.Select(point => point with { X = point.X * times, Y = point.Y * times })], scheme, Colour.OfClass(each.Class));
            }
        }

        LabelledBoxes.Draw(drawn, [.. found.Select(each => new LabelledBox(each.Box.Scaled(times, times), $"{detector.Classes[each.Class]} {DetectReport.Score(each.Score)}", Colour.OfClass(each.Class)))]);
        return drawn;
    }

    private static void Write(HostEnvironment environment, string path, Picture picture)
    {
        // JPEG has no transparency.
        var flat = picture.Alpha is not null && environment.Codecs.ForExtension(path) is { HoldsAlpha: false } ? picture.OnPaper() : picture;
        environment.Codecs.Write(path, flat.ToImageData());
    }

    private static HashSet<int> Wanted(IDetectorDescription detector, string[] names)
    {
        var wanted = new HashSet<int>();
        foreach (var name in names)
        {
            var number = detector.Classes.Index().Where(known => known.Item.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(known => (int?)known.Index).FirstOrDefault();
            wanted.Add(number ?? throw new CommandFailure(
                $"--classes names '{name}', which {detector.Name} does not know.{UsageProblems.DidYouMean(name, detector.Classes)} It knows {string.Join(", ", detector.Classes)}."));
        }

        return names.Length > 0 ? wanted : [.. Enumerable.Range(0, detector.Classes.Count)];
    }
}
