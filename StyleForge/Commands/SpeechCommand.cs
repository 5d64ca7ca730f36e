using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Sound;
using StyleForge.Hosting;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Models.Signals;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Reports;

namespace StyleForge.Commands;

/// <summary><c>styleforge speech CLIP</c>: finds where somebody speaks.</summary>
internal static class SpeechCommand
{
    private const string Vector = ".svg";
    private const int MostMilliseconds = 60_000;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var usual = SpeechRules.Usual;
        var verb = new Verb("speech", "Find where somebody speaks in a sound.", "CLIP [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "CLIP is a WAV file of any rate, mono or stereo: Silero VAD hears it at 16,000 samples a second, the mean of its channels, and says for every 32 milliseconds how likely "
                    + "somebody speaks.",
                "Speech begins where that reaches --threshold, and ends where it stays 0.15 below for --min-silence. Stretches shorter than --min-speech are left out, and --padding is put "
                    + "to both ends of each, as its publisher does it.",
            ],
            Examples =
            [
                ("speech interview.wav", "From when to when somebody speaks."),
                ("speech interview.wav --threshold 0.7 --plot speech.svg", "Only what is surely speech, with a picture of the sound and the probability."),
                ("speech - --json", "What comes through a pipe, for another program: the stretches, and each probability."),
            ],
        };
        var file = verb.Take(new Argument<string>("clip") { HelpName = "CLIP", Description = "The sound; - for standard input." });
        var threshold = verb.Take(new Option<double?>("--threshold")
        {
            HelpName = "NUMBER",
            Description = "The probability at which speech begins, 0.01 to 0.99; default 0.5.",
            CustomParser = result => RealNumbers.Read(result, "--threshold", 0.01, 0.99),
        });
        var speech = verb.Take(Milliseconds("--min-speech", "The shortest speech that counts", usual.LeastSpeech));
        var silence = verb.Take(Milliseconds("--min-silence", "The shortest pause that ends a stretch", usual.LeastSilence));
        var padding = verb.Take(Milliseconds("--padding", "What is put to a stretch before and after it", usual.Padding));
        var plot = verb.Take(new Option<string?>("--plot") { HelpName = "FILE", Description = "Where to write a picture of the sound, the probability and the stretches: .svg, or .png and the like." });
        var weights = verb.Take(new Option<string?>("--weights") { HelpName = "FILE", Description = "Weights of Silero VAD to use in place of those that are here." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        var quiet = verb.Take(new Option<bool>("--quiet", "-q") { Description = "Print the stretches and errors only." });
        verb.SetAction(result =>
        {
            var path = Path.GetFullPath(HandedOverFiles.PathOf(result.GetRequiredValue(file)), environment.WorkingDirectory);
            var plotPath = result.GetValue(plot) is { } given ? Path.GetFullPath(given, environment.WorkingDirectory) : null;
            CheckPlot(environment, path, plotPath);
            var rules = new SpeechRules(
                result.GetValue(threshold) ?? usual.Threshold, Time(result.GetValue(speech), usual.LeastSpeech), Time(result.GetValue(silence), usual.LeastSilence), Time(result.GetValue(padding), usual.Padding));
            using var network = ReadyNetwork.Read(environment, SileroVad.SixteenThousand, result.GetValue(weights));

            // A step is too small to be shared among threads.
            using var workers = new WorkerPool(1);
            using var pool = new TensorPool();
            using var detector = new SpeechDetector(network, workers, pool);
            var clip = Read(environment, path);
            var samples = SoundResampler.Resample(new SoundClip(clip.SampleRate, clip.Mixed()), SpeechDetector.SampleRate).Channels[0];
            var says = !(result.GetValue(quiet) || result.GetValue(json));
            var probabilities = new ShareProgress(environment, !says).During("listening", progress => detector.Listen(samples, progress));
            var stretches = SpeechSegments.Find(probabilities, samples.Length, rules);
            if (plotPath is not null)
            {
                Write(environment, plotPath, new SpeechPlot(samples, SpeechDetector.SampleRate, SileroVad.Chunk, probabilities, rules.Threshold, stretches));
                if (says)
                {
                    environment.Error.WriteLine($"Written: {Words.Path(plotPath, environment.WorkingDirectory)}");
                }
            }

            SpeechPart[] parts = [.. stretches.Select(stretch => new SpeechPart(Seconds(stretch.From), Seconds(stretch.To)))];
            var answer = new SpeechAnswer(
                path, clip.Seconds, clip.SampleRate, clip.Channels.Count, rules.Threshold, parts.Sum(part => part.To - part.From), parts, Seconds(SileroVad.Chunk), probabilities);
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(answer);
            }
            else
            {
                SpeechReport.WriteText(environment.Output, answer);
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static Option<int?> Milliseconds(string name, string what, TimeSpan usual) => new(name)
    {
        HelpName = "MS",
        Description = $"{what}, in milliseconds, 0 to {MostMilliseconds}; default {usual.TotalMilliseconds:0}.",
        CustomParser = result => WholeNumbers.Read(result, name, 0, MostMilliseconds) is [var number] ? number : null,
    };

    private static TimeSpan Time(int? milliseconds, TimeSpan usual) => milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : usual;

    private static double Seconds(int samples) => (double)samples / SpeechDetector.SampleRate;

    private static void CheckPlot(HostEnvironment environment, string clip, string? plot)
    {
        if (plot is null)
        {
            return;
        }

        if (!IsVector(plot) && environment.Codecs.ForExtension(plot) is not { CanWrite: true })
        {
            throw new CommandFailure(
                $"--plot is {Words.Path(plot, environment.WorkingDirectory)}, but must end in one of {string.Join(", ", environment.Codecs.WritableExtensions.Prepend(Vector))}.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(plot)))
        {
            throw new CommandFailure($"{Words.Path(plot, environment.WorkingDirectory)} cannot be written: the folder {Path.GetDirectoryName(plot)} does not exist.");
        }

        if (RealPath.Resolve(plot) == RealPath.Resolve(clip))
        {
            throw new CommandFailure($"{Words.Path(plot, environment.WorkingDirectory)} is the clip itself: give the picture another name.");
        }
    }

    private static bool IsVector(string path) => Path.GetExtension(path).Equals(Vector, StringComparison.OrdinalIgnoreCase);

    private static SoundClip Read(HostEnvironment environment, string path)
    {
        try
        {
            if (new HandedOverFiles(environment).Read(path, SoundLimits.Default.MaximumBytes) is not { } whole)
            {
                return WaveFile.Read(path);
            }

            using var held = new MemoryStream(whole);
            return WaveFile.Read(path == StandardStreams.InputPath ? "Standard input" : path, held);
        }
        catch (SoundFileException refusal)
        {
            throw new CommandFailure($"{refusal.Message}.", ExitCodes.Wrong, refusal);
        }
    }

    private static void Write(HostEnvironment environment, string path, SpeechPlot plot)
    {
        try
        {
            if (IsVector(path))
            {
                AtomicFile.Write(path, plot.WriteSvg);
            }
            else
            {
                environment.Codecs.Write(path, plot.Draw().ToImageData(8));
            }
        }
        catch (Exception failure) when (failure is ImageFileException or FileWriteException)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }
    }
}
