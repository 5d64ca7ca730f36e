using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Classification;

/// <summary>A classifier of square pictures that slides over larger ones, all windows in one pass.</summary>
public sealed class SlidingClassifier : IDisposable
{
    private readonly SlidingWindow _sliding;
    private readonly Network<float> _network;
    private readonly WorkerPool _workers;

    /// <summary>Sets a network up.</summary>
    /// <param name="classifier">The classifier, which ends with probabilities.</param>
    /// <param name="weights">Its weights; they stay the caller's.</param>
    /// <param name="options">How pictures are shown to it.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="ArgumentException">The classifier cannot slide; the sentence says why.</exception>
    /// <exception cref="WeightFormatException">The weights are not the classifier's.</exception>
    public SlidingClassifier(NetworkDescription classifier, WeightSet weights, NetworkOptions options, WorkerPool workers)
    {
        _sliding = SlidingWindow.Of(classifier);
        using var converted = _sliding.Convert(classifier, weights);
        _network = Network<float>.Build(_sliding.Description, converted, options);
        _workers = workers;
    }

    /// <summary>Pixels of a window across and down.</summary>
    public int Window => _sliding.Window;

    /// <summary>Pixels from one window to the next.</summary>
    public int Stride => _sliding.Stride;

    /// <summary>Looks at all windows of a picture.</summary>
    /// <param name="picture">The picture, no smaller than a window.</param>
    /// <param name="number">The class.</param>
    /// <returns>How likely the class is in each window.</returns>
    /// <exception cref="ArgumentException">The picture is smaller than a window; the clause can follow the picture's name.</exception>
    public LikelihoodMap Look(Picture picture, int number)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (Math.Min(picture.Width, picture.Height) < Window)
        {
            throw new ArgumentException($"is {picture.Width}×{picture.Height}, smaller than the window of {Window}×{Window} that slides over it: enlarge it", nameof(picture));
        }

        var channels = _sliding.Description.Facts.Source[1];
        var opaque = picture.OnPaper();
        var tap = _sliding.Description.Layers[^1].Tap;

        // Pictures differ in size, so what one took is of no use to the next.
        using var pool = new TensorPool();
        using var run = _network.Prepare([1, channels, picture.Height, picture.Width], [tap], _workers, pool, isForwardOnly: true);
        (channels == 1 ? Luminance.Grey(opaque).Plane(0) : opaque.Samples).CopyTo(run.Source.Span);
        run.Forward();
        var map = run.Tap(tap);
        var (rows, columns) = (map.Shape[2], map.Shape[3]);
        var probabilities = new double[rows * columns];
        for (var at = 0; at < probabilities.Length; at++)
        {
            probabilities[at] = map[number, at / columns, at % columns];
        }

        return new LikelihoodMap(_sliding, rows, columns, probabilities);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
