using System.CommandLine;
using System.Text.Json;
using StyleForge.Engine.Clips;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Running;
using StyleForge.Models.Threading;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge render-clip EXAMPLE -o FOLDER</c>: renders a new clip that looks and moves like an example.</summary>
internal static class RenderClipCommand
{
    private const int MostSide = 256;
    private const int MostFrames = 128;
    private const int MostIterations = 10_000;
    private const int LeastFilters = 8;
    private const int MostFilters = 512;
    private static readonly ClipSettings Usual = new();

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("render-clip", "Render a short clip that looks and moves like an example.", "EXAMPLE [-o FOLDER] [options]")
        {
            MakesFiles = true,
            Notes =
            [
                $"EXAMPLE is a folder of {ClipRenderer.LeastFrames} to {ClipFolder.MostFrames} pictures of one size, named by their numbers without gaps: 001.png, 002.png. Frames whose shorter side is above --size are made smaller to it. "
                    + "The result is a folder of PNG pictures, 001.png and so on, which is there with all frames or not at all.",
                "The method is a texture of a volume whose third dimension is time: noise is changed by L-BFGS until the Gram matrices of random filters over frames, rows and columns, at three scales, are those of the example "
                    + "(after Ustyuzhaninov and others 2016). With --dimensions 2 the filters see each frame alone, and nothing of the motion comes along.",
                "Time and memory grow with --size, --frames and --filters; how much memory it takes is said at the start. The same command gives the same bytes.",
            ],
            Examples =
            [
                ("render-clip brook -o more-brook", "The usual case."),
                ("render-clip brook --iterations 100 --filters 64 --sheet brook.png", "Quicker, with all frames of both on one picture."),
                ("render-clip brook --dimensions 2 -o brook-without-motion", "Every frame for itself, to compare with."),
            ],
        };
        var example = verb.Take(new Argument<string>("example") { HelpName = "EXAMPLE", Description = "The folder of frames to look and move like." });
        var output = verb.Take(new Option<string?>("--output", "-o") { HelpName = "FOLDER", Description = "The folder to write, new or empty; default EXAMPLE-clip, after its name, in the working directory." });
        var size = verb.Take(Whole("--size", "Sides of the result in pixels", ClipRenderer.LeastSide, MostSide, Usual.Size));
        var frames = verb.Take(Whole("--frames", "Frames of the result", ClipRenderer.LeastFrames, MostFrames, Usual.Frames));
        var iterations = verb.Take(Whole("--iterations", "Steps of the optimiser", 1, MostIterations, Usual.Iterations));
        var filters = verb.Take(Whole("--filters", "Random filters at each scale", LeastFilters, MostFilters, Usual.Filters));
        var dimensions = verb.Take(Whole("--dimensions", "Dimensions of the filters", 2, 3, Usual.Dimensions));
        var seed = verb.Take(Whole("--seed", "What the filters and the noise are drawn with", 0, int.MaxValue, Usual.Seed));
        var sheet = verb.Take(new Option<string?>("--sheet") { HelpName = "PICTURE", Description = "Where to draw all frames of the example and of the result." });
        var memory = verb.Take(MemoryAmounts.Option("Memory that it may take, such as 2GB; default most of the machine's."));
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024) is [var number] ? number : null,
        });
        var quiet = verb.Take(new Option<bool>("--quiet", "-q") { Description = "Print no progress." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object with the folder and what was measured." });
        verb.SetAction(result =>
        {
            var start = environment.Time.GetTimestamp();
            var examplePath = Full(result.GetRequiredValue(example));
            var outputPath = Full(result.GetValue(output) ?? $"{Path.GetFileName(examplePath)}-clip");
            var sheetPath = result.GetValue(sheet) is { } picture ? Full(picture) : null;
            RequireOutputs(environment, outputPath, sheetPath);
            var settings = new ClipSettings
            {
                Size = result.GetValue(size),
                Frames = result.GetValue(frames),
                Iterations = result.GetValue(iterations),
                Filters = result.GetValue(filters),
                Dimensions = result.GetValue(dimensions),
                Seed = result.GetValue(seed),
            };
            var folder = new ClipFolder(environment.Codecs);
            using var workers = new WorkerPool(result.GetValue(threads));
            var renderer = new ClipRenderer(settings, workers, environment.Time);
            var (clip, hash) = Told(environment, ExitCodes.Wrong, () => folder.Read(folder.Frames(examplePath), settings.Size, workers, environment.Interrupted));
            RequireFit(environment, renderer, examplePath, clip, result.GetValue(memory) ?? RunOptions.DefaultMemoryLimit, result.GetValue(quiet));
            var display = new SeriesDisplay(environment.Terminal, result.GetValue(quiet) ? null : environment.Error, environment.Time);
            var rendered = Render(renderer, clip, display, environment.Interrupted);
            Told(environment, ExitCodes.JobFailed, () => Write(folder, outputPath, rendered.Clip, new ClipRecord(
                ProductVersion.Text, Path.GetFileName(examplePath), hash, settings.Size, settings.Frames, settings.Dimensions, settings.Iterations, settings.Filters, settings.Seed)));
            if (sheetPath is not null)
            {
                Told(environment, ExitCodes.JobFailed, () => WriteSheet(environment, sheetPath, clip, rendered.Clip));
            }

            Tell(environment, result.GetValue(json), new ClipAnswer(
                outputPath, examplePath, settings.Frames, settings.Size, rendered.StyleBefore, rendered.StyleAfter, ClipMotion.Of(rendered.Clip), ClipMotion.Of(clip), sheetPath,
                environment.Time.GetElapsedTime(start).TotalSeconds));
            return ExitCodes.Done;
        });
        return verb;

        string Full(string given) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(given, environment.WorkingDirectory));
    }

    private static Option<int> Whole(string name, string what, int least, int most, int usual) => new(name)
    {
        HelpName = "NUMBER",
        Description = most == int.MaxValue ? $"{what}, from {least}; default {usual}." : $"{what}, {least} to {most}; default {usual}.",
        DefaultValueFactory = _ => usual,
        CustomParser = result => WholeNumbers.Read(result, name, least, most).FirstOrDefault(),
    };

    // Everything that can be wrong with where things go, before minutes are spent.
    private static void RequireOutputs(HostEnvironment environment, string output, string? sheet)
    {
        if (ClipFolder.Problem(output) is { } problem)
        {
            throw new CommandFailure($"{Words.Path(output, environment.WorkingDirectory)} {problem}.");
        }

        if (sheet is null)
        {
            return;
        }

        var shown = Words.Path(sheet, environment.WorkingDirectory);
        if (environment.Codecs.ForExtension(sheet) is not { CanWrite: true })
        {
            throw new CommandFailure($"{shown} cannot be written: the ending says which format to write, and this build writes {Listing.Of(environment.Codecs.WritableExtensions)}.");
        }

        if (Directory.Exists(sheet))
        {
            throw new CommandFailure($"{shown} is a folder: name a file to write.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(sheet)))
        {
            throw new CommandFailure($"{shown} cannot be written: its folder does not exist, create it first.");
        }
    }

    private static void RequireFit(HostEnvironment environment, ClipRenderer renderer, string path, Clip example, long limit, bool isQuiet)
    {
        if (ClipRenderer.Problem(example.Frames, example.Height, example.Width) is { } problem)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {problem}.");
        }

        var bytes = renderer.Bytes(example.Frames, example.Height, example.Width);
        if (bytes > limit)
        {
            throw new CommandFailure($"Rendering takes more memory than the {MemorySize.Format(limit)} that are allowed: take fewer --filters, fewer --frames or a smaller --size, or allow more with --memory.");
        }

        if (!isQuiet)
        {
            environment.Error.WriteLine($"{example.Frames} frames of {Words.Size(example.Width, example.Height)}; rendering takes about {MemorySize.FormatUp(bytes)} of memory");
        }
    }

    private static ClipResult Render(ClipRenderer renderer, Clip example, SeriesDisplay display, CancellationToken cancellation)
    {
        try
        {
            return display.During(() => renderer.Render(example, display.Observe, cancellation));
        }
        catch (OptimisationException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.JobFailed, refusal);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new CommandFailure("There is not enough memory: take fewer --filters, fewer --frames or a smaller --size, or close other programs.", ExitCodes.JobFailed, refusal);
        }
    }

    private static void Told(HostEnvironment environment, int exitCode, Action work) => Told(environment, exitCode, () =>
    {
        work();
        return true;
    });

    private static T Told<T>(HostEnvironment environment, int exitCode, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"{Words.Path(refusal.Path, environment.WorkingDirectory)} {refusal.Problem}.", exitCode, refusal);
        }
    }

    private static void Write(ClipFolder folder, string path, Clip clip, ClipRecord record)
    {
        folder.Write(path, clip, new Dictionary<string, string>
        {
            ["Software"] = $"StyleForge {ProductVersion.Text}",
            ["Comment"] = JsonSerializer.Serialize(record, typeof(ClipRecord), MessageJson.Compact),
        });
    }

    private static void WriteSheet(HostEnvironment environment, string path, Clip example, Clip result)
    {
        environment.Codecs.Write(path, ClipSheet.Draw([("example", example), ("result", result)]).ToImageData());
    }

    private static void Tell(HostEnvironment environment, bool asJson, ClipAnswer answer)
    {
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(answer);
            return;
        }

        environment.Error.WriteLine(
            $"style {Words.Loss(answer.StyleBefore)} at the start, {Words.Loss(answer.StyleAfter)} at the end; {Words.Duration(TimeSpan.FromSeconds(answer.Seconds))}");
        environment.Error.WriteLine($"the example {Moves(answer.ExampleMotion)}; the result {Moves(answer.Motion)}");
        environment.Output.WriteLine(Words.Path(answer.Folder, environment.WorkingDirectory));

        static string Moves(ClipMotion motion) => FormattableString.Invariant(
            $"moves by ({motion.Across}, {motion.Down}) pixels a frame with correlation {motion.Correlation:0.00}, {motion.Still:0.00} without a shift");
    }
}
