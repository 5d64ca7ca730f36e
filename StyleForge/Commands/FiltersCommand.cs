using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Threading;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge filters PICTURE</c>: filters a picture with a small matrix.</summary>
internal static class FiltersCommand
{
    private const int MostStride = 64;

    private static readonly Dictionary<string, BorderMode> Borders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["reflect"] = BorderMode.Reflect,
        ["replicate"] = BorderMode.Replicate,
        ["zero"] = BorderMode.Zero,
    };

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("filters", "Filter a picture with a small matrix, by the convolution of the networks.", "PICTURE -o FILE (--filter NAME | --kernel MATRIX) [options]")
        {
            MakesFiles = true,
            Notes =
            [
                $"The filters: {string.Join("; ", FilterKernel.All.Select(kernel => $"{kernel.Name} ({kernel.Summary})"))}.",
                "Each colour is filtered for itself; --grey makes the picture grey first. The matrix is laid on the picture as it is written and not turned, as in the networks.",
                "A matrix whose numbers add up to 0 gives differences: these are shown around middle grey, which is no difference. sobel, scharr and prewitt give the length of two "
                    + "differences, shown from black. Both are multiplied so that all but a thousandth of the samples are within range, and the number is told: with --gain it holds for "
                    + "other pictures as well. What other matrices give is shown as it is, and cut at black and white.",
            ],
            Examples =
            [
                ("filters town.jpg -o edges.png --filter sobel --grey", "Edges of all directions, light on black."),
                ("filters town.jpg -o edges.png --kernel \"0 -1 0; -1 4 -1; 0 -1 0\"", "A matrix of your own."),
                ("filters town.jpg -o small.png --filter blur --stride 2", "Half the size, softened first."),
            ],
        };
        var picture = verb.Take(new Argument<string>("picture") { HelpName = "PICTURE", Description = "A picture file; - for standard input." });
        var output = verb.Take(new Option<string>("--output", "-o") { HelpName = "FILE", Description = "The picture to write, in the format of its ending.", Required = true });
        var filter = verb.Take(new Option<string?>("--filter") { HelpName = "NAME", Description = $"One of {string.Join(", ", FilterKernel.All.Select(kernel => kernel.Name))}." });
        filter.CompletionSources.Add(_ => FilterKernel.All.Select(kernel => kernel.Name));
        var matrix = verb.Take(new Option<string?>("--kernel") { HelpName = "MATRIX", Description = $"A matrix of your own, up to {FilterKernel.MostSide}×{FilterKernel.MostSide}: numbers with blanks between them, rows with semicolons." });
        var grey = verb.Take(new Option<bool>("--grey") { Description = "Make the picture grey first." });
        var stride = verb.Take(new Option<int?>("--stride")
        {
            HelpName = "PIXELS",
            Description = $"Pixels from one position of the matrix to the next, 1 to {MostStride}; default 1.",
            CustomParser = result => WholeNumbers.Read(result, "--stride", 1, MostStride).FirstOrDefault(),
        });
        var padding = verb.Take(new Option<int?>("--padding")
        {
            HelpName = "PIXELS",
            Description = "Pixels that the matrix reaches beyond each edge, 0 to 1024; default half the matrix, which keeps the picture's size.",
            CustomParser = result => WholeNumbers.Read(result, "--padding", 0, 1024).FirstOrDefault(),
        });
        var border = verb.Take(new Option<string?>("--border") { HelpName = "WORD", Description = "What lies beyond the edge: reflect, replicate or zero; default reflect." });
        border.CompletionSources.Add(_ => Borders.Keys);
        var gain = verb.Take(new Option<double?>("--gain")
        {
            HelpName = "NUMBER",
            Description = "What differences are multiplied by before they are shown; default what brings them into range.",
            CustomParser = result => RealNumbers.Read(result, "--gain", 0, 1e6, isAbove: true),
        });
        verb.SetAction(result =>
        {
            var kernel = Kernel(result.GetValue(filter), result.GetValue(matrix));
            var beyond = Border(result.GetValue(border));
            var path = Path.GetFullPath(HandedOverFiles.PathOf(result.GetRequiredValue(picture)), environment.WorkingDirectory);
            var written = new PictureOutput(environment);
            var to = written.Check(result.GetRequiredValue(output), [path]);
            var holding = HandedOverFiles.Hold(environment, [path]);
            using var workers = new WorkerPool();
            var filtering = new PictureFilter(kernel, workers) { Stride = result.GetValue(stride) ?? 1, Padding = result.GetValue(padding), Border = beyond, Gain = result.GetValue(gain) };
            var source = Read(holding, path);
            if (beyond == BorderMode.Reflect && result.GetValue(padding) is { } reach && reach >= Math.Min(source.Width, source.Height))
            {
                throw new CommandFailure(
                    $"--padding is {reach}, but {Words.Path(path, environment.WorkingDirectory)} is {Words.Size(source.Width, source.Height)}, and a border that reflects a picture must be narrower than it: take less, or --border replicate or zero.");
            }

            var filtered = Apply(environment, filtering, result.GetValue(grey) ? Luminance.Grey(source) : source, path, out var factor);
            written.Write(to, filtered);
            environment.Output.WriteLine(Words.Path(to, environment.WorkingDirectory));
            if (kernel.IsSigned || kernel.IsLength)
            {
                environment.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"Differences are shown {(kernel.IsLength ? "from black" : "around middle grey")}, multiplied by {factor:G4}; --gain {factor:G4} shows other pictures alike."));
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static FilterKernel Kernel(string? name, string? matrix)
    {
        if ((name is null) == (matrix is null))
        {
            throw new CommandFailure("'filters' takes one of --filter with a name and --kernel with a matrix, not both and not neither.");
        }

        if (matrix is not null)
        {
            try
            {
                return FilterKernel.Parse(matrix);
            }
            catch (ArgumentException refusal)
            {
                throw new CommandFailure($"--kernel {refusal.Sentence()}.", ExitCodes.Wrong, refusal);
            }
        }

        string[] names = [.. FilterKernel.All.Select(kernel => kernel.Name)];
        return FilterKernel.All.FirstOrDefault(kernel => kernel.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandFailure($"There is no filter '{name}': the filters are {string.Join(", ", names)}.{UsageProblems.DidYouMean(name!, names)}");
    }

    private static BorderMode Border(string? word) => word is null ? BorderMode.Reflect
        : Borders.TryGetValue(word, out var border) ? border
        : throw new CommandFailure($"--border is '{word}', but must be reflect, replicate or zero.");

    private static Picture Apply(HostEnvironment environment, PictureFilter filter, Picture picture, string path, out double gain)
    {
        try
        {
            return filter.Apply(picture, out gain);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} is {Words.Size(picture.Width, picture.Height)}, too small for this matrix and its --padding: {refusal.Sentence()}", ExitCodes.Wrong, refusal);
        }
    }

    private static Picture Read(HostEnvironment environment, string path)
    {
        try
        {
            return environment.Codecs.Read(path).ToPicture();
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }
    }
}
