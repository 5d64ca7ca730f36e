using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Detection;

/// <summary>A detector that is one network, at work on the managed engine. Its memory is taken once, and serves pictures of all sizes.</summary>
public sealed class ObjectDetector : IObjectDetector
{
    private readonly DetectorDescription _description;
    private readonly Network<float> _network;
    private readonly TensorPool _pool = new();
    private readonly NetworkRun<float> _run;

    /// <summary>Makes one ready.</summary>
    /// <param name="description">The detector.</param>
    /// <param name="network">Its network with weights; it is this one's own from here on.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    public ObjectDetector(DetectorDescription description, Network<float> network, WorkerPool workers)
    {
        (_description, _network) = (description, network);
        _run = network.Prepare([1, Picture.Channels, description.Height, description.Width], [.. description.Taps], workers, _pool, isForwardOnly: true);
    }

    /// <inheritdoc/>
    public IDetectorDescription Description => _description;

    /// <inheritdoc/>
    public IReadOnlyList<DetectedObject> Detect(Picture picture, double threshold, SuppressionOptions suppression)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var letterbox = new Letterbox(picture.Width, picture.Height, _description.Width, _description.Height);
        letterbox.Fill(picture, _run.Source.Span);
        _run.Forward();
        var found = _description.Decode(_run.Tap, threshold);
        return
        [
            .. Suppression.Apply(found, suppression)
                .Select(each => each with { Box = letterbox.ToPicture(each.Box), Landmarks = [.. each.Landmarks.Select(letterbox.ToPicture)] })
                .Where(each => each.Box.Area > 0),
        ];
    }

    /// <summary>Gives all memory back, the network's too.</summary>
    public void Dispose()
    {
        _run.Dispose();
        _pool.Dispose();
        _network.Dispose();
    }
}
