using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Sound;
using StyleForge.Models.Files;
using StyleForge.Models.Threading;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge render-audio CONTENT --style SOUND -o FILE</c>: renders one sound in the style of another.</summary>
internal static class RenderAudioCommand
{
    private const double MostWeight = 1e6;
    private const int MostIterations = 10_000;
    private const int LeastFilters = 16;
    private const int MostFilters = 16_384;
    private static readonly SoundSettings Usual = new();

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("render-audio", "Render one sound in the style of another.", "CONTENT --style SOUND [-o FILE] [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "Sounds are WAV files, mono or stereo, of 8 to 32 bits or floats. The result is as long as the content, at its sample rate and with its channels, which are rendered one after the other; the style is brought "
                    + "to that rate and loudness, and its channels are mixed.",
                "The method is that of Ulyanov and Lebedev (2016): Gram matrices of random filters over the log spectrogram, L-BFGS, and phases by Griffin and Lim (1984). With --content-weight 0 the result is a "
                    + "texture of the style.",
                "Time and memory grow with --filters: 1.0 GB with 4096. A longer clip takes longer, and hardly more memory.",
                "The file carries its settings, and the hashes of what it was made of, as its comment (ICMT). The same command gives the same bytes.",
            ],
            Examples =
            [
                ("render-audio speech.wav --style rain.wav -o speaking-rain.wav", "The usual case."),
                ("render-audio speech.wav --style organ.wav --filters 1024 --iterations 60 --spectrogram organ.png", "Quicker, with a picture of all three."),
                ("render-audio speech.wav --style brook.wav --content-weight 0 --seed 7 -o more-brook.wav", "As much of the brook as the speech is long."),
            ],
        };
        var content = verb.Take(new Argument<string>("content") { HelpName = "CONTENT", Description = "The sound to render in another style." });
        var style = verb.Take(new Option<string>("--style", "-s") { HelpName = "SOUND", Description = "The sound whose style it gets.", Required = true });
        var output = verb.Take(new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Where to write the sound, a .wav file; default CONTENT-STYLE.wav, after the names of both, in the working directory." });
        var contentWeight = verb.Take(Number("--content-weight", $"How much the content counts, 0 to {MostWeight:0}; default {Words.Loss(Usual.ContentWeight)}.", Usual.ContentWeight, isAbove: false));
        var styleWeight = verb.Take(Number("--style-weight", $"How much the style counts, above 0 to {MostWeight:0}; default {Words.Loss(Usual.StyleWeight)}.", Usual.StyleWeight, isAbove: true));
        var iterations = verb.Take(Whole("--iterations", $"Steps of the optimiser, 1 to {MostIterations}; default {Usual.Iterations}.", 1, MostIterations, Usual.Iterations));
        var filters = verb.Take(Whole("--filters", $"Random filters, {LeastFilters} to {MostFilters}; default {Usual.Filters}.", LeastFilters, MostFilters, Usual.Filters));
        var seed = verb.Take(Whole("--seed", "What the filters, and the noise that a texture starts from, are drawn with, from 0; default 0.", 0, int.MaxValue, Usual.Seed));
        var coding = verb.Take(new Option<SampleCoding>("--bit-depth")
        {
            HelpName = "16|24|32",
            Description = "Bits of a sample of the result; 32 for floats. Default 16.",
            DefaultValueFactory = _ => SampleCoding.Pcm16,
            CustomParser = ReadCoding,
        });
        var spectrogram = verb.Take(new Option<string?>("--spectrogram") { HelpName = "PICTURE", Description = "Where to draw the spectrograms of content, style and result, one below the other." });
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024) is [var number] ? number : null,
        });
        var quiet = verb.Take(new Option<bool>("--quiet", "-q") { Description = "Print no progress." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object with the file and what was measured." });
        verb.SetAction(result =>
        {
            var start = environment.Time.GetTimestamp();
            var (contentPath, stylePath) = (Full(result.GetRequiredValue(content)), Full(result.GetRequiredValue(style)));
            var outputPath = Full(result.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(contentPath)}-{Path.GetFileNameWithoutExtension(stylePath)}{WaveFile.Extension}");
            var picturePath = result.GetValue(spectrogram) is { } picture ? Full(picture) : null;
            RequireOutputs(environment, outputPath, picturePath, contentPath, stylePath);
            var settings = new SoundSettings
            {
                ContentWeight = result.GetValue(contentWeight),
                StyleWeight = result.GetValue(styleWeight),
                Iterations = result.GetValue(iterations),
                Filters = result.GetValue(filters),
                Seed = result.GetValue(seed),
            };
            var (contentClip, styleClip) = (Read(environment, contentPath), Read(environment, stylePath));
            using var workers = new WorkerPool(result.GetValue(threads));
            var display = new SeriesDisplay(environment.Terminal, result.GetValue(quiet) ? null : environment.Error, environment.Time);
            var rendered = Render(new SoundRenderer(settings, workers, environment.Time), contentClip, styleClip, display, environment.Interrupted);
            Write(environment, outputPath, () => WaveFile.Write(outputPath, rendered.Clip, result.GetValue(coding), Texts(contentPath, stylePath, settings)));
            if (picturePath is not null)
            {
                Write(environment, picturePath, () => environment.Codecs.Write(picturePath, Sheet(contentClip, styleClip, rendered.Clip).ToImageData()));
            }

            Tell(environment, result.GetValue(json), new SoundAnswer(
                outputPath, contentPath, stylePath, rendered.Clip.SampleRate, rendered.Clip.Channels.Count, rendered.Clip.Seconds, rendered.StyleBefore, rendered.StyleAfter, rendered.ContentAfter, rendered.Envelope,
                rendered.Gain, picturePath, environment.Time.GetElapsedTime(start).TotalSeconds));
            return ExitCodes.Done;
        });
        return verb;

        string Full(string given) => Path.GetFullPath(given, environment.WorkingDirectory);
    }

    private static Option<int> Whole(string name, string description, int least, int most, int usual) => new(name)
    {
        HelpName = "NUMBER",
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result => WholeNumbers.Read(result, name, least, most).FirstOrDefault(),
    };

    private static Option<double> Number(string name, string description, double usual, bool isAbove) => new(name)
    {
        HelpName = "NUMBER",
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result => RealNumbers.Read(result, name, 0, MostWeight, isAbove) ?? usual,
    };

    private static SampleCoding ReadCoding(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "16":
                return SampleCoding.Pcm16;
            case "24":
                return SampleCoding.Pcm24;
            case "32":
                return SampleCoding.Float32;
            case var other:
                result.AddError($"--bit-depth is {other}, but must be 16, 24 or 32.");
                return default;
        }
    }

    // Everything that can be wrong with where things go, before minutes are spent.
    private static void RequireOutputs(HostEnvironment environment, string output, string? picture, params ReadOnlySpan<string> inputs)
    {
        if (!Path.GetExtension(output).Equals(WaveFile.Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailure($"{Shown(output)} cannot be written: sounds are written as {WaveFile.Extension} files.");
        }

        if (picture is not null && environment.Codecs.ForExtension(picture) is not { CanWrite: true })
        {
            throw new CommandFailure($"{Shown(picture)} cannot be written: the ending says which format to write, and this build writes {Listing.Of(environment.Codecs.WritableExtensions)}.");
        }

        string[] outputs = picture is null ? [output] : [output, picture];
        foreach (var path in outputs)
        {
            if (Directory.Exists(path))
            {
                throw new CommandFailure($"{Shown(path)} is a folder: name a file to write.");
            }

            if (!Directory.Exists(Path.GetDirectoryName(path)))
            {
                throw new CommandFailure($"{Shown(path)} cannot be written: its folder does not exist, create it first.");
            }

            foreach (var input in inputs)
            {
                if (RealPath.AreSame(RealPath.Resolve(path), RealPath.Resolve(input)))
                {
                    throw new CommandFailure($"{Shown(path)} is an input and would be replaced by the result: give the result another name with --output.");
                }
            }
        }

        string Shown(string path) => Words.Path(path, environment.WorkingDirectory);
    }

    private static SoundClip Read(HostEnvironment environment, string path)
    {
        try
        {
            var clip = WaveFile.Read(path);
            return SoundRenderer.Problem(clip) is { } problem ? throw new SoundFileException(path, problem) : clip;
        }
        catch (SoundFileException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }
    }

    private static SoundResult Render(SoundRenderer renderer, SoundClip content, SoundClip style, SeriesDisplay display, CancellationToken cancellation)
    {
        try
        {
            return display.During(() => renderer.Render(content, style, display.Observe, cancellation));
        }
        catch (Exception refusal) when (refusal is ArgumentException or OptimisationException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.JobFailed, refusal);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new CommandFailure("There is not enough memory: take fewer --filters, or close other programs.", ExitCodes.JobFailed, refusal);
        }
    }

    private static void Write(HostEnvironment environment, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception refusal) when (refusal is SoundFileException or ImageFileException)
        {
            var problem = refusal is SoundFileException sound ? sound.Problem : ((ImageFileException)refusal).Problem;
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {problem}.", ExitCodes.JobFailed, refusal);
        }
    }

    private static Dictionary<string, string> Texts(string content, string style, SoundSettings settings)
    {
        var (contentName, styleName) = (Path.GetFileName(content), Path.GetFileName(style));
        var hashes = new Dictionary<string, string> { [contentName] = Hash(content), [styleName] = Hash(style) };
        var record = new SoundRecord(
            ProductVersion.Text, contentName, styleName, hashes, settings.ContentWeight, settings.StyleWeight, settings.Iterations, settings.Filters, settings.PhaseRounds, settings.Seed);
        return new Dictionary<string, string>
        {
            ["ISFT"] = $"StyleForge {ProductVersion.Text}",
            ["ICMT"] = JsonSerializer.Serialize(record, typeof(SoundRecord), MessageJson.Compact),
        };
    }

    private static string Hash(string path)
    {
        using var file = PlainFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static Picture Sheet(SoundClip content, SoundClip style, SoundClip result) =>
        SpectrogramSheet.Draw([("content", content), ("style", SoundResampler.Resample(style, content.SampleRate)), ("result", result)]);

    private static void Tell(HostEnvironment environment, bool asJson, SoundAnswer answer)
    {
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(answer);
            return;
        }

        environment.Error.WriteLine(FormattableString.Invariant(
            $"style {Words.Loss(answer.StyleBefore)} at the start, {Words.Loss(answer.StyleAfter)} at the end{(answer.ContentAfter is { } far ? $"; content {Words.Loss(far)}" : "")}; loudness follows the content by {answer.Envelope:0.00}; {Words.Duration(TimeSpan.FromSeconds(answer.Seconds))}"));
        if (answer.Gain < 1)
        {
            environment.Error.WriteLine(FormattableString.Invariant($"The result was louder than a WAV file holds, and was brought down by {-20 * Math.Log10(answer.Gain):0.0} dB."));
        }

        environment.Output.WriteLine(Words.Path(answer.Sound, environment.WorkingDirectory));
    }
}
