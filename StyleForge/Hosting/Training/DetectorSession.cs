using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Training.Detectors;
using StyleForge.Training.Learning;
using StyleForge.Training.Pictures;

namespace StyleForge.Hosting.Training;

/// <summary>Trains a detector as a command line asks: from its files to its files.</summary>
/// <param name="environment">Clock, codecs and interruption.</param>
/// <param name="request">What is asked for.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class DetectorSession(HostEnvironment environment, DetectorRequest request, DetectorTrainingFiles files, ITrainingObserver observer)
    : CurveSession<DetectorTraining, TrainingPoint, DetectorFacts>(environment, files, observer)
{
    // Without pictures to measure by every so manieth of the data is one.
    private const int HeldOut = 10;

    private IReadOnlyList<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> _heldOut = [];
    private IDetectorDescription? _detector;
    private ExampleCounts? _counts;

    private int Threads => request.Threads ?? Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override int PicturesPerStep => request.Recipe.Batch;

    /// <inheritdoc/>
    protected override DetectorTraining Begin()
    {
        var (training, heldOut, set) = Split();
        var (classes, landmarks) = (set.Classes, request.Kind == DetectorRecipeKind.OneObject ? LandmarkScheme.Of(set) : null);
        Check([.. training, .. heldOut]);
        var pictures = Read(training);
        _heldOut = Read(heldOut);
        _detector = Describe(pictures, classes, landmarks);
        DetectorExample[] examples = [.. pictures.Select(pair => DetectorExample.Of(pair.Picture, pair.Objects, _detector))];
        _counts = new ExampleCounts(classes.Count, _detector.Networks[0].Facts.Source, examples.Length, heldOut.Count, 0, DetectorExample.FingerprintOf(examples))
        {
            Objects = examples.Sum(example => example.Objects.Count),
        };
        Observer.Observe(new ExamplesRead(_counts, _detector.Name, _detector.Networks.Sum(network => network.Describe(network.Facts.Source).Parameters)));
        return DetectorTraining.Begin(_detector, examples, request.Recipe, request.Device, Threads, Host.Time);
    }

    /// <inheritdoc/>
    protected override int StepsOf(DetectorTraining training) => request.Recipe.Steps;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> PartNamesOf(DetectorTraining training) => training.PartNames;

    /// <inheritdoc/>
    protected override TrainingPoint PointOf(TrainingPoint point) => point;

    /// <summary>Measures on the engine that will run it.</summary>
    protected override DetectorFacts Judge(DetectorTraining training, IReadOnlyList<(string Name, Tensor<float> Tensor)> weights)
    {
        using var own = new WeightSet(FileName, string.Empty, weights.Select(pair => (pair.Name, Tensor<float>.From(pair.Tensor.Shape, pair.Tensor.Span))));
        using var workers = new WorkerPool(Threads);
        using var working = TrainedObjectDetector.Of(_detector!, own, workers);
        var accuracy = DetectorAccuracy.Measure(
            (picture, threshold) =>
            {
                Host.Interrupted.ThrowIfCancellationRequested();
                return working.Detect(picture, threshold, SuppressionOptions.Default with { LeastScore = threshold });
            },
            _detector!.Classes.Count,
            _heldOut);
        return new DetectorFacts(_detector, FileName, request.Recipe.Describe(), request.Recipe.Seed, _counts!, accuracy, training.Device)
        {
            Localisation = _detector is OneObjectDetector
                ? LocalisationAccuracy.Measure(picture => working.Detect(picture, LocalisationAccuracy.Score, SuppressionOptions.Default), _heldOut)
                : null,
        };
    }

    private void Check(IReadOnlyList<AnnotatedPicture> pictures)
    {
        if (request.Kind == DetectorRecipeKind.OneObject && pictures.FirstOrDefault(picture => Count(picture) > 1) is { } crowded)
        {
            throw new AnnotationException(
                $"'{crowded.Name}' has {Count(crowded)} objects, but --recipe one-object takes pictures with one or none: cut each object out into a picture of its own, or train --recipe one-stage.");
        }

        static int Count(AnnotatedPicture picture) => picture.Objects.Count(annotated => !annotated.IsIgnored && annotated.Box.Area > 0);
    }

    private (IReadOnlyList<AnnotatedPicture> Training, IReadOnlyList<AnnotatedPicture> HeldOut, AnnotatedSet Set) Split()
    {
        var set = DetectorData.Read(request.Data, Host.Codecs);
        if (request.Validation is not null)
        {
            var other = DetectorData.Read(request.Validation, Host.Codecs);
            if (request.Kind == DetectorRecipeKind.OneObject && !Equals(LandmarkScheme.Of(set), LandmarkScheme.Of(other)))
            {
                throw new AnnotationException(
                    $"The pictures to train on have the points {LandmarkScheme.Of(set)?.ToString() ?? "none"}, and those of --validation {LandmarkScheme.Of(other)?.ToString() ?? "none"}: they must be the same, in the same order.");
            }

            return other.Classes.SequenceEqual(set.Classes)
                ? (set.Pictures, other.Pictures, set)
                : throw new AnnotationException(
                    $"The pictures to train on have the classes {string.Join(", ", set.Classes)}, and those of --validation {string.Join(", ", other.Classes)}: they must be the same.");
        }

        return set.Pictures.Count >= HeldOut
            ? ([.. set.Pictures.Where((_, number) => number % HeldOut != HeldOut - 1)], [.. set.Pictures.Where((_, number) => number % HeldOut == HeldOut - 1)], set)
            : throw new AnnotationException(
                $"There {(set.Pictures.Count == 1 ? "is 1 picture" : $"are {set.Pictures.Count} pictures")}, too few to keep a tenth to measure by: mark more, or name others with --validation.");
    }

    private List<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> Read(IReadOnlyList<AnnotatedPicture> pictures)
    {
        var read = new List<(Picture, IReadOnlyList<AnnotatedObject>)>();
        foreach (var picture in pictures)
        {
            Host.Interrupted.ThrowIfCancellationRequested();
            var own = Host.Codecs.Read(picture.Name).ToPicture();
            if ((own.Width, own.Height) != (picture.Width, picture.Height))
            {
                throw new AnnotationException(
                    $"'{picture.Name}' is {Shown(own.Width, own.Height)} as it is seen upright, but its annotations are of {Shown(picture.Width, picture.Height)}: bring both to one size, or its boxes would lie elsewhere.");
            }

            read.Add((own, picture.Objects));
            Observer.Observe(new PictureRead(new TrainingPictureProgress(read.Count, pictures.Count, picture.Name)));
        }

        return read;
    }

    private static string Shown(int width, int height) => FormattableString.Invariant($"{width}×{height} pixels");

    private IDetectorDescription Describe(IEnumerable<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures, IReadOnlyList<string> classes, LandmarkScheme? landmarks) => request.Kind switch
    {
        DetectorRecipeKind.TwoStage => RegionDetector.Small(request.Size, FindAnchors(pictures), classes),
        DetectorRecipeKind.OneObject => OneObjectDetector.Small(request.Size, classes, landmarks),
        _ => GridDetector.Small(request.Size, FindAnchors(pictures), classes),
    };

    // In pixels of what the network sees.
    private IReadOnlyList<Anchor> FindAnchors(IEnumerable<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures)
    {
        var sizes = from pair in pictures
                    let letterbox = new Letterbox(pair.Picture.Width, pair.Picture.Height, request.Size, request.Size)
                    from annotated in pair.Objects
                    where annotated.Box.Area > 0 && !annotated.IsIgnored
                    let box = letterbox.ToFrame(annotated.Box)
                    select new Anchor(box.Width, box.Height);
        return AnchorSearch.Find([.. sizes], request.Anchors, request.Recipe.Seed);
    }
}
