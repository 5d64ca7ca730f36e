using System.CommandLine;
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
        var verb = new Verb("render", "Render one picture in the style of one or more others.", "(CONTENT --style PICTURE[:WEIGHT]... | --from FILE) [-o FILE] [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "Progress and errors go to standard error, the path of the finished picture to standard output. Ctrl-C stops "
                    + "within an iteration and leaves no half-written file.",
                "Beside the picture FILE its record FILE.json is written, unless --no-sidecar says otherwise: the plan, hashes of the inputs, and the course of the run. Neither holds a path, only names.",
                "--from makes a finished picture again, from what it carries. Its inputs are looked for in the folders of --inputs, beside FILE, in the working directory and among the bundled styles, "
                    + "by their names and then by what files hold. Other weights, or an input that was changed, are refused. Settings that are given take the place of the recorded ones; configuration does not count.",
            ],
            Examples =
            [
                ("render town.jpg --style starry.jpg -o town-starry.png", "The usual case: 512 pixels, style features of the built-in network."),
                ("render town.jpg --style marbling --preset fast", "A bundled style, quick. See «styleforge styles» and «styleforge presets»."),
                ("render town.jpg --style wave.jpg:2 --style ink.jpg:1 -o blend.jpg", "Two styles, the wave twice as strong."),
                ("render portrait.jpg --style ink.jpg:outside=faces --style chalk.jpg:0.05:inside=faces", "One style around the faces, another on them, faint. «weights pull faces» comes first."),
                ("render - --style marbling -o - < town.jpg > town.png", "From standard input to standard output."),
                ("render town.jpg --style starry.jpg --network vgg19 --size 1024 --colour content", "Larger, with VGG-19, in the colours of the town."),
                ("render --from blend.png --size 1024 -o large.png", "A finished picture again, larger: everything else as it was made."),
            ],
        };
        var content = verb.Take(new Argument<string?>("content") { HelpName = "CONTENT", Arity = ArgumentArity.ZeroOrOne, Description = "The picture to render in another style; - for standard input." });
        var styles = verb.Take(new Option<string[]>("--style", "-s")
        {
            HelpName = "PICTURE[:WEIGHT]",
            Description = "A style: a picture file, the name of a bundled style, or - for standard input. Give it again to blend; a number after a colon weighs the styles against each other, default 1. :scale=2 makes its strokes twice as large; :mask=FILE lets it go where a grey picture is white, :inside=WORDS over what is found on the content (faces, people, dog …), :outside=WORDS around that.",
            AllowMultipleArgumentsPerToken = false,
        });
        styles.CompletionSources.Add(_ => new StyleLibrary(environment).All().Select(style => style.Name));
        var from = verb.Take(new Option<string?>("--from")
        {
            HelpName = "FILE",
            Description = "Make a finished picture again: the picture, or its record FILE.json; - for standard input. It takes the place of CONTENT and --style.",
        });
        var inputs = verb.Take(new Option<string[]>("--inputs")
        {
            HelpName = "FOLDER",
            Description = "With --from: where to look first for the pictures and weights that the record names. May be given again.",
            AllowMultipleArgumentsPerToken = false,
        });
        var output = verb.Take(new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Where to write the picture: .png, .jpg, .webp, .tif or .bmp; {content} and {style} stand for the names of the pictures. Default, also in a folder that is given with its slash, {content}-{style}.png, with --from its name with -again. - writes a PNG to standard output, and everything else to standard error.",
        });
        var flags = new RunFlags(verb, makesSeveral: false);
        var settings = new SettingOptions(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(content) is null && result.GetValue(from) is null)
            {
                result.AddError("CONTENT is missing."); // Told in the words for any argument that is.
            }
        });
        verb.SetAction(result =>
        {
            using var weights = new FeatureWeights(new WeightLibrary(environment).Find);
            var commandLine = settings.Read(result);
            var (holding, load) = result.GetValue(from) is { } record ? Recorded(record) : Given();
            var request = flags.Read(result, weights);
            request = request with { Options = request.Options with { Codecs = holding.Codecs } };
            return result.GetValue(output) is { } path && (path == StandardStreams.Argument || path == StandardStreams.OutputPath)
                ? RenderToOutput(holding, request, Render)
                : Render(holding, request, result.GetValue(output));

            int Render(HostEnvironment host, RunRequest run, string? to) =>
                new Rendering(host, run).Run(load(new JobLoader(host, host.WorkingDirectory, run.Options), to));

            (HostEnvironment Holding, Func<JobLoader, string?, JobSet> Load) Given()
            {
                if (result.GetValue(inputs) is { Length: > 0 })
                {
                    throw new CommandFailure("--inputs says where the inputs of a finished picture are: it needs --from FILE.");
                }

                var contentPath = HandedOverFiles.PathOf(result.GetValue(content)!);
                var blend = ReadStyles(environment, result.GetValue(styles) ?? []);
                return (HandedOverFiles.Hold(environment, [contentPath, .. blend.SelectMany(style => (string?[])[style.Image, style.Mask]).OfType<string>()]),
                    (loader, to) => loader.Load(JobDocument.FromCommandLine(contentPath, blend, to), commandLine));
            }

            (HostEnvironment Holding, Func<JobLoader, string?, JobSet> Load) Recorded(string file)
            {
                if (result.GetValue(content) is not null || result.GetValue(styles) is { Length: > 0 })
                {
                    throw new CommandFailure("--from makes a picture again of what it was made of: give it without CONTENT and --style.");
                }

                string[] folders = [.. (result.GetValue(inputs) ?? []).Select(folder => Path.GetFullPath(folder, environment.WorkingDirectory))];
                if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } absent)
                {
                    throw new CommandFailure($"--inputs names {absent}, where there is no folder: name one that holds the pictures of the record.");
                }

                var path = HandedOverFiles.PathOf(file);
                var holding = HandedOverFiles.Hold(environment, [path]);
                var picture = new RecordedPicture(holding, path);
                foreach (var notice in result.GetValue<bool>("--quiet") ? [] : picture.Notices)
                {
                    environment.Error.WriteLine(notice);
                }

                return (holding, (loader, to) => picture.Load(loader, folders, to, commandLine));
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

    private static JobStyle[] ReadStyles(HostEnvironment environment, string[] given) => given.Length > 0
        ? [.. given.Select(text => StyleArgument.Read(environment, text)).Select(style => style with { Image = HandedOverFiles.PathOf(style.Image), Mask = style.Mask is { } mask ? HandedOverFiles.PathOf(mask) : null })]
        : throw new CommandFailure("'render' needs at least one style: --style PICTURE. See 'styleforge styles' for those that come with it.");
}
