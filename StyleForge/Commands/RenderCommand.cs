using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Features;
using StyleForge.Engine.Jobs;
using StyleForge.Hosting;
using StyleForge.Models.Files;

namespace StyleForge.Commands;

/// <summary><c>styleforge render CONTENT --style PICTURE -o FILE</c>: renders one picture.</summary>
internal static class RenderCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("render", "Render one picture in the style of one or more others.", "CONTENT --style PICTURE[:WEIGHT]... [-o FILE] [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "Progress and errors go to standard error, the path of the finished picture to standard output. Ctrl-C stops "
                    + "within an iteration and leaves no half-written file.",
                "Beside the picture FILE its record FILE.json is written, unless --no-sidecar says otherwise: the plan, hashes of the inputs, and the course of the run. Neither holds a path, only names.",
            ],
            Examples =
            [
                ("render town.jpg --style starry.jpg -o town-starry.png", "The usual case: 512 pixels, style features of the built-in network."),
                ("render town.jpg --style marbling --preset preview", "A bundled style, small and quick. See «styleforge styles» and «styleforge presets»."),
                ("render town.jpg --style wave.jpg:2 --style ink.jpg:1 -o blend.jpg", "Two styles, the wave twice as strong."),
                ("render - --style marbling -o - < town.jpg > town.png", "From standard input to standard output."),
                ("render town.jpg --style starry.jpg --network vgg19 --size 1024 --colour content", "Larger, with VGG-19, in the colours of the town."),
            ],
        };
        var content = verb.Take(new Argument<string>("content") { HelpName = "CONTENT", Description = "The picture to render in another style; - for standard input." });
        var styles = verb.Take(new Option<string[]>("--style", "-s")
        {
            HelpName = "PICTURE[:WEIGHT]",
            Description = "A style: a picture file, the name of a bundled style, or - for standard input. Give it again to blend; a number after a colon weighs the styles against each other, default 1.",
            AllowMultipleArgumentsPerToken = false,
        });
        styles.CompletionSources.Add(_ => new StyleLibrary(environment).All().Select(style => style.Name));
        var output = verb.Take(new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Where to write the picture: .png, .jpg, .webp, .tif or .bmp; {content} and {style} stand for the names of the pictures. Default, also in a folder that is given with its slash, {content}-{style}.png. - writes a PNG to standard output, and everything else to standard error.",
        });
        var flags = new RunFlags(verb, makesSeveral: false);
        var settings = new SettingOptions(verb);
        verb.SetAction(result =>
        {
            var given = result.GetValue(styles) ?? [];
            if (given.Length == 0)
            {
                throw new CommandFailure("'render' needs at least one style: --style PICTURE. See 'styleforge styles' for those that come with it.");
            }

            var contentPath = HandedOverFiles.PathOf(result.GetRequiredValue(content));
            JobStyle[] blend = [.. given.Select(text => ReadStyle(environment, text)).Select(style => style with { Image = HandedOverFiles.PathOf(style.Image) })];
            var holding = HandedOverFiles.Hold(environment, [contentPath, .. blend.Select(style => style.Image)]);
            using var weights = new FeatureWeights(new WeightLibrary(environment).Find);
            var request = flags.Read(result, weights);
            request = request with { Options = request.Options with { Codecs = holding.Codecs } };
            return result.GetValue(output) is { } path && (path == StandardStreams.Argument || path == StandardStreams.OutputPath)
                ? RenderToOutput(holding, request, Render)
                : Render(holding, request, result.GetValue(output));

            int Render(HostEnvironment host, RunRequest run, string? to)
            {
                var document = JobDocument.FromCommandLine(contentPath, blend, to);
                return new Rendering(host, run).Run(new JobLoader(host, host.WorkingDirectory, run.Options).Load(document, settings.Read(result)));
            }
        });
        return verb;
    }

    // The picture has standard output to itself: whatever else would be printed there goes to standard error.
    private static int RenderToOutput(HostEnvironment environment, RunRequest request, Func<HostEnvironment, RunRequest, string, int> render)
    {
        using var output = request.DryRun ? Stream.Null : environment.OpenOutput()
            ?? throw new CommandFailure("Standard output is a terminal, or closed, and takes no picture: send it on with a pipe or with '>'.");
        return render(environment with { Output = environment.Error }, request with { Options = request.Options with { Output = output } }, StandardStreams.OutputPath);
    }

    // A weight that no style may have is not taken for one, and would end as a riddle about a missing file.
    private static JobStyle ReadStyle(HostEnvironment environment, string text)
    {
        var style = JobStyle.FromArgument(text);
        var (name, weight) = (text[..Math.Max(0, text.LastIndexOf(':'))], text[(text.LastIndexOf(':') + 1)..]);
        return style.Image == text && name.Length > 1 && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && !File.Exists(Path.GetFullPath(text, environment.WorkingDirectory))
            ? throw new CommandFailure(string.Create(CultureInfo.InvariantCulture, $"--style {text} gives the weight {weight}, but a weight must be a number from {JobStyle.MinimumWeight} to {JobStyle.MaximumWeight}; leave a style out that should not count."))
            : style;
    }
}
