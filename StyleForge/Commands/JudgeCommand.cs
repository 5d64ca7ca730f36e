using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge judge PICTURE...</c>: measures finished pictures in a network that did not make them.</summary>
internal static class JudgeCommand
{
    private const string DefaultNetwork = "vgg19";
    private const string DefaultLayers = "relu1_1,relu2_1,relu3_1,relu3_4";

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("judge", "Measure how near finished pictures are to their style and their content.", "PICTURE... --content FILE --style FILE [options]")
        {
            Notes =
            [
                "The distance from the style is ‖G − G'‖ / ‖G'‖ for each layer, in the norm of Frobenius, with G = F·Fᵀ / positions of the picture and G' of the style: 0 for the "
                    + "style itself. «style» is their mean. The style is brought to the picture's long side, as in a render. The network pools and pads as it was trained, with maxima and zeros.",
                "«squeeze» is the same in SqueezeNet 1.1, at relu1, fire3, fire5 to fire9, where --squeezenet names its weights.",
                "«ssim» is the structural similarity (Wang et al. 2004) of luminance with the content, brought to the picture's size: 1 where they are equal. «lpips» is the learned "
                    + "perceptual distance (Zhang et al. 2018) over SqueezeNet: 0 where they are equal.",
                "«noise» is coloured noise: the share of chroma above a quarter of the sampling frequency, as a multiple of the style's own. «border» is how much the outermost rows and "
                    + "columns differ from those beside them, as a multiple of what lines inside do: about 1, and 2 or more where an edge can be seen.",
                "Judge with another network than the one that made the pictures: that one would praise its own work.",
            ],
            Examples =
            [
                ("judge town-*.png --content town.jpg --style starry.jpg", "Some renders of one town beside each other, in the eyes of VGG-19."),
                ("judge a.png --content town.jpg --style marbling --network vgg16 --style-layers relu1_1,relu4_1 --json", "A bundled style, other layers, for another program."),
            ],
        };
        var pictures = verb.Take(new Argument<string[]>("pictures") { HelpName = "PICTURE...", Description = "Finished pictures.", Arity = ArgumentArity.OneOrMore });
        var content = verb.Take(new Option<string>("--content") { HelpName = "FILE", Description = "The picture that they were made of.", Required = true });
        var style = verb.Take(new Option<string>("--style", "-s") { HelpName = "FILE", Description = "The style that they were made in: a picture file, or the name of a bundled style.", Required = true });
        style.CompletionSources.Add(_ => new StyleLibrary(environment).All().Select(bundled => bundled.Name));
        var network = verb.Take(new Option<string>("--network") { HelpName = "NAME", Description = $"The network to look with; default {DefaultNetwork}.", DefaultValueFactory = _ => DefaultNetwork });
        network.CompletionSources.Add(_ => NetworkCatalogue.All.Select(known => known.Name));
        var weights = verb.Take(new Option<string?>("--weights-file", "--weights") { HelpName = "FILE", Description = "Weights to use in place of the network's own; they need to reach the deepest layer only." });
        var layers = verb.Take(new Option<string>("--style-layers")
        {
            HelpName = "TAPS",
            Description = $"Layers to compare the style at, with commas between them; default {DefaultLayers}.",
            DefaultValueFactory = _ => DefaultLayers,
        });
        var squeezeNet = verb.Take(new Option<string?>("--squeezenet") { HelpName = "FILE", Description = "Weights of SqueezeNet 1.1 with torchvision's names, to judge the style with it too." });
        var lpips = verb.Take(new Option<string?>("--lpips") { HelpName = "FILE", Description = "Linear layers of LPIPS 0.1 over SqueezeNet, to judge the content with; needs --squeezenet." });
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON array with an object a picture." });
        verb.SetAction(result =>
        {
            var description = NetworksCommand.Find(result.GetRequiredValue(network));
            var taps = Taps(description, result.GetRequiredValue(layers));
            var squeezeNetPath = FullPath(environment, result.GetValue(squeezeNet));
            var lpipsPath = FullPath(environment, result.GetValue(lpips));
            if (lpipsPath is not null && squeezeNetPath is null)
            {
                throw new CommandFailure("--lpips looks through SqueezeNet 1.1: name its weights, too, with --squeezenet.");
            }

            string[] paths = [.. result.GetRequiredValue(pictures).Select(Full).Distinct()];
            var contentPath = Full(result.GetRequiredValue(content));
            var stylePath = StylePath(environment, HandedOverFiles.PathOf(result.GetRequiredValue(style)));
            var holding = HandedOverFiles.Hold(environment, [.. paths, contentPath, stylePath]);
            RequireRoom(holding, Needs(description, taps, squeezeNetPath), paths, contentPath, stylePath);

            using var weightStore = new FeatureWeights(new WeightLibrary(environment).Find);
            using var workers = new WorkerPool(result.GetValue(threads));
            using var loaded = Weights(() => Load(weightStore, description, taps, FullPath(environment, result.GetValue(weights))));
            using var squeezing = squeezeNetPath is null ? null : Weights(() => SqueezeNet.Read(squeezeNetPath, workers));
            var perceiving = lpipsPath is null ? null : Weights(() => Lpips.Read(lpipsPath, squeezing!));
            IFeatureExtractor[] networks = [new NetworkExtractor(loaded, taps, workers), .. squeezing is null ? [] : (IFeatureExtractor[])[squeezing]];
            var judge = new PictureJudge(networks, perceiving, Read(holding, contentPath), Read(holding, stylePath), workers);
            var judged = new List<(string Path, Judgement Judgement)>();
            foreach (var path in paths)
            {
                environment.Interrupted.ThrowIfCancellationRequested();
                judged.Add((path, Judge(holding, judge, path)));
            }

            if (result.GetValue(json))
            {
                JudgeReport.WriteJson(environment, judged);
            }
            else
            {
                JudgeReport.WriteText(environment, judged);
            }

            return ExitCodes.Done;
        });
        return verb;

        string Full(string given) => Path.GetFullPath(HandedOverFiles.PathOf(given), environment.WorkingDirectory);
    }

    private static string[] Taps(NetworkDescription network, string text)
    {
        var taps = text.Split(',', StringSplitOptions.TrimEntries);
        var known = network.Taps.Select(tap => tap.Name).ToArray();
        foreach (var tap in taps)
        {
            if (!known.Contains(tap))
            {
                throw new CommandFailure(
                    $"--style-layers names '{tap}', but {network.Name} has no such layer: 'styleforge networks describe {network.Name}' lists them.{UsageProblems.DidYouMean(tap, known)}");
            }
        }

        return taps.Distinct().Count() == taps.Length ? taps : throw new CommandFailure($"--style-layers is {text}, but each layer may be named only once.");
    }

    private static string StylePath(HostEnvironment environment, string given)
    {
        var path = Path.GetFullPath(given, environment.WorkingDirectory);
        var styles = new StyleLibrary(environment);
        return File.Exists(path) || Path.HasExtension(given) || Directory.Exists(path) ? path
            : styles.PictureOf(given) ?? throw new CommandFailure(
                $"The style picture '{given}' does not exist, and no bundled style has that name: 'styleforge styles' lists those that there are.{UsageProblems.DidYouMean(given, styles.All().Select(style => style.Name))}");
    }

    private static string? FullPath(HostEnvironment environment, string? given) => given is null ? null : Path.GetFullPath(given, environment.WorkingDirectory);

    // The least side of a picture, and the end of the sentence for a smaller one.
    private static (int Least, string Why) Needs(NetworkDescription network, string[] taps, string? squeezeNet)
    {
        var (tap, least) = taps.Select(tap => (tap, Math.Max(PictureJudge.MinimumSide, network.MinimumSide(tap)))).MaxBy(pair => pair.Item2);
        return squeezeNet is not null && least < SqueezeNet.MinimumSide
            ? (SqueezeNet.MinimumSide, $"SqueezeNet needs at least {SqueezeNet.MinimumSide} pixels a side: take a larger picture, or leave out --squeezenet.")
            : (least, $"{network.Name} needs at least {least} pixels a side to reach {tap}: take a larger picture, or shallower --style-layers.");
    }

    // Everything is looked at before anything is measured: a long list should not end at its last picture.
    private static void RequireRoom(
        HostEnvironment environment, (int Least, string Why) needs, IEnumerable<string> pictures, string contentPath, string stylePath)
    {
        var content = Header(environment, contentPath);
        var style = Header(environment, stylePath);
        foreach (var path in pictures)
        {
            var picture = Header(environment, path);
            Require(path, picture.Width, picture.Height, "");
            var (width, height) = PictureJudge.StyleSize(style.Width, style.Height, picture.Width, picture.Height);
            Require(stylePath, width, height, $" beside {Words.Path(path, environment.WorkingDirectory)}");
            if (Resampler.Fit(content.Width, content.Height, Math.Max(picture.Width, picture.Height)) is var fit
                && Math.Max(Math.Abs(fit.Width - picture.Width), Math.Abs(fit.Height - picture.Height)) > 1 + (Math.Max(picture.Width, picture.Height) / 50))
            {
                environment.Error.WriteLine(
                    $"{Words.Path(path, environment.WorkingDirectory)} is {Words.Size(picture.Width, picture.Height)}, but its content is {Words.Size(content.Width, content.Height)}: their proportions differ, so ssim says little.");
            }
        }

        void Require(string path, int width, int height, string beside)
        {
            if (Math.Min(width, height) < needs.Least)
            {
                throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} is {Words.Size(width, height)}{beside}, but {needs.Why}");
            }
        }
    }

    private static Network<float> Load(FeatureWeights weights, NetworkDescription network, string[] taps, string? file) =>
        new(weights.Get(Workbench.Settings(new Dictionary<string, string?> { ["network"] = network.Name }).Settings! with
        {
            WeightsFile = file,
            ContentLayers = [],
            StyleLayers = [.. taps.Select(tap => new LayerWeight(tap, 1))],
        }));

    private static T Weights<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static Judgement Judge(HostEnvironment environment, PictureJudge judge, string path)
    {
        var picture = Read(environment, path);
        try
        {
            return judge.Judge(picture);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new CommandFailure(
                $"There is not enough memory for {Words.Path(path, environment.WorkingDirectory)} with {Words.Size(picture.Width, picture.Height)}: judge a smaller copy, or close other programs.",
                ExitCodes.JobFailed,
                refusal);
        }
    }

    private static Picture Read(HostEnvironment environment, string path) => AsPicture(environment, path, () => environment.Codecs.Read(path).ToPicture());

    private static ImageHeader Header(HostEnvironment environment, string path) => AsPicture(environment, path, () => environment.Codecs.ReadHeader(path));

    private static T AsPicture<T>(HostEnvironment environment, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }
    }
}
