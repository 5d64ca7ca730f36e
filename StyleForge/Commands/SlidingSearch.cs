using StyleForge.Engine.Classification;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary>What <c>classify --sliding</c> does: says where on a larger picture a class is, and draws it.</summary>
internal sealed class SlidingSearch : IDisposable
{
    private const double Threshold = 0.5;
    private const double Overlap = 0.3;
    private const int LeastSide = 320;

    private readonly HostEnvironment _environment;
    private readonly NetworkDescription _network;
    private readonly SlidingClassifier _classifier;
    private readonly string _label;
    private readonly int _number;

    /// <summary>Makes a classifier ready to slide.</summary>
    /// <param name="environment">Takes the words and pictures.</param>
    /// <param name="opened">The classifier.</param>
    /// <param name="options">How pictures are shown to it.</param>
    /// <param name="label">The class that is looked for.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="CommandFailure">The classifier cannot slide, or does not know the class.</exception>
    public SlidingSearch(HostEnvironment environment, OpenedNetwork opened, NetworkOptions options, string label, WorkerPool workers)
    {
        (_environment, _network) = (environment, opened.Network.Description);
        if (TrainedDetector.IsIn(opened.Weights))
        {
            throw new CommandFailure($"{Path.GetFileName(opened.Weights.Origin)} holds a detector, which finds objects wherever they are: 'styleforge detect' runs it.");
        }

        var labels = opened.Network.Labels ?? throw new CommandFailure($"{_network.Name} does not say what is on a picture: name a classifier.");
        _number = labels.Labels.Index().Where(known => known.Item.Equals(label, StringComparison.OrdinalIgnoreCase)).Select(known => (int?)known.Index).FirstOrDefault()
            ?? throw new CommandFailure($"--sliding names '{label}', which {labels.Name} does not know.{UsageProblems.DidYouMean(label, labels.Labels)} It knows {Listed(labels)}.");
        _label = labels.Labels[_number];
        if (_network.Layers[^1] is not SoftmaxDescription || _network.Shapes(_network.Facts.Source)[^1] is not { Rank: 2 } row || row[1] != labels.Labels.Count)
        {
            throw new CommandFailure($"{_network.Name} does not end with a probability for each of {Words.Count(labels.Labels.Count, "class", "classes")}: name a classifier that 'styleforge train classifier' has trained.");
        }

        try
        {
            _classifier = new SlidingClassifier(_network, opened.Weights, options, workers);
        }
        catch (Exception refusal) when (refusal is ArgumentException or WeightFormatException)
        {
            throw new CommandFailure(refusal is ArgumentException argument ? argument.Sentence() : refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Where the map of a picture goes, once it is known that it can be written.</summary>
    /// <param name="environment">Its working directory is where paths start.</param>
    /// <param name="output">What was typed.</param>
    /// <param name="pictures">The pictures.</param>
    /// <exception cref="CommandFailure">It cannot be written there.</exception>
    public static string Place(HostEnvironment environment, string output, IReadOnlyList<string> pictures)
    {
        var path = Path.GetFullPath(output, environment.WorkingDirectory);
        return pictures.Count > 1 ? throw new CommandFailure($"--output is one picture, but {Words.Count(pictures.Count, "picture")} are looked at: name one of them.")
            : environment.Codecs.ForExtension(path) is not { CanWrite: true } ? throw new CommandFailure(
                $"--output is '{output}', whose ending says no format that can be written: end it with {Listing.Of(environment.Codecs.WritableExtensions)}.")
            : !Directory.Exists(Path.GetDirectoryName(path)) ? throw new CommandFailure($"--output is '{output}', but the folder {Path.GetDirectoryName(path)} does not exist; make it first.")
            : pictures.Contains(path) ? throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} would be replaced by its own map: name another --output.")
            : path;
    }

    /// <summary>Looks at a picture, tells the windows, and draws the map.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="output">Where the map goes; null for none.</param>
    /// <param name="most">How many windows to tell.</param>
    /// <param name="asJson">True for a line of JSON.</param>
    /// <exception cref="ImageFileException">The picture cannot be read, or the map not be written.</exception>
    /// <exception cref="ArgumentException">The picture is smaller than a window.</exception>
    public void Look(string path, string? output, int most, bool asJson)
    {
        var picture = _environment.Codecs.Read(path).ToPicture();
        var map = _classifier.Look(picture, _number);
        var windows = map.Windows(Threshold, Overlap, most);
        if (output is not null)
        {
            Draw(picture, map, windows, output);
        }

        if (asJson)
        {
            new JsonLines(_environment.Output).Write(new SlidLine(
                path,
                picture.Width,
                picture.Height,
                _network.Name,
                _label,
                _classifier.Window,
                _classifier.Stride,
                map.Probabilities.Max(),
                output,
                windows.Select(window => new SlidWindow(window.Score, window.Box.Left, window.Box.Top, window.Box.Width, window.Box.Height))));
            return;
        }

        var drawn = output is null ? "" : $", drawn in {Words.Path(output, _environment.WorkingDirectory)}";
        _environment.Output.WriteLine($"{Words.Path(path, _environment.WorkingDirectory)}: {_label} in {Words.Count(windows.Count, "window")} of {_classifier.Window}×{_classifier.Window} pixels{drawn}");
        if (windows.Count > 0)
        {
            var table = new TextTable("  probability", ">left", ">top");
            foreach (var window in windows)
            {
                table.Add([$"  {DetectReport.Score(window.Score)}", $"{window.Box.Left}", $"{window.Box.Top}"]);
            }

            table.Write(_environment.Output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _classifier.Dispose();

    private static string Listed(LabelSet labels) => labels.Labels.Count <= 100 ? string.Join(", ", labels.Labels) : $"{labels.Labels.Count} others";

    private void Draw(Picture picture, LikelihoodMap map, IReadOnlyList<DetectedObject> windows, string output)
    {
        var times = Math.Max(1, (LeastSide + Math.Max(picture.Width, picture.Height) - 1) / Math.Max(picture.Width, picture.Height));
        var drawn = map.Over(times == 1 ? picture : Resampler.Resize(picture, picture.Width * times, picture.Height * times), times);
        LabelledBoxes.Draw(drawn, [.. windows.Select(window => new LabelledBox(window.Box.Scaled(times, times), $"{_label} {DetectReport.Score(window.Score)}", Colour.White))]);
        _environment.Codecs.Write(output, drawn.ToImageData());
    }
}
