using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Faces;

/// <summary>
/// Finds faces in pictures and says what they look like. Networks are opened when they are first needed, and kept with the memory that they work in. For one
/// thread at a time.
/// </summary>
/// <param name="open">Opens the weights of a network; they become this object's own.</param>
/// <param name="workers">The threads to work on.</param>
public sealed class FaceAnalysis(Func<NetworkDescription, NetworkWeights<float>> open, WorkerPool workers) : IDisposable
{
    private readonly TensorPool _pool = new();
    private readonly Dictionary<(string Name, int Side), (NetworkWeights<float> Weights, Network<float> Network, NetworkRun<float> Run)> _open = [];

    /// <summary>Bytes of weights, and of the memory that they work in, so far.</summary>
    public long Bytes => _open.Values.Sum(each => each.Weights.Bytes) + _pool.PeakBytes;

    /// <summary>The SHA-256 of the weights that descriptors are computed with.</summary>
    public string DescriptorSha256 => Open(FaceDescriptor.Network, FaceDescriptor.Side, "descriptor").Weights.Sha256;

    /// <summary>Finds the faces of a picture, the surest first.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="search">How to look.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold or the size is out of its range.</exception>
    public IReadOnlyList<FoundFace> Find(FacePicture picture, FaceSearch search)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(search);
        if (search.Threshold is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(search), search.Threshold, "The threshold must lie between 0 and 1.");
        }

        if (search.Size is < FaceSearch.LeastSize or > FaceSearch.MostSize || search.Size % TinyFaceDetector.Cell > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(search), search.Size, $"The size must be a multiple of {TinyFaceDetector.Cell} from {FaceSearch.LeastSize} to {FaceSearch.MostSize}.");
        }

        return search.Detector == FaceDetectorKind.Tiny ? FindOnGrid(picture, search) : FindOnGrids(picture, search);
    }

    /// <summary>The points of a face.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="face">Where the face is.</param>
    /// <param name="isTiny">True for the network that takes a fifth of the memory.</param>
    /// <returns>Null where less than a pixel of the face is on the picture.</returns>
    public FacePoints? Points(FacePicture picture, Box face, bool isTiny = false)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var crop = PixelArea.Within(face, picture);
        if (crop.IsEmpty)
        {
            return null;
        }

        var numbers = Look(isTiny ? FaceFeatures.TinyLandmarks : FaceFeatures.Landmarks, picture, crop, "fc");

        // The network's places are shares of the square, in which the crop lies in the middle.
        var middle = new Vector2((crop.Side - crop.Width) / 2f, (crop.Side - crop.Height) / 2f);
        var corner = new Vector2((float)face.Left, (float)face.Top);
        return new FacePoints([.. numbers.Chunk(2).Select(point => (new Vector2(point[0], point[1]) * crop.Side) - middle + corner)], crop);
    }

    /// <summary>The 128 numbers of a face that tell people apart, by <see cref="FaceDistance"/>.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="points">The points of the face.</param>
    /// <returns>Null where less than a pixel of the face is on the picture.</returns>
    public float[]? Descriptor(FacePicture picture, FacePoints points)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(points);
        var crop = PixelArea.Within(points.AlignedSquare, picture);
        return crop.IsEmpty ? null : Look(FaceDescriptor.Network, picture, crop, "descriptor");
    }

    /// <summary>How probable each of <see cref="FaceFeatures.ExpressionNames"/> is.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="points">The points of the face.</param>
    /// <returns>Null where less than a pixel of the face is on the picture.</returns>
    public float[]? Expressions(FacePicture picture, FacePoints points)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(points);
        var crop = PixelArea.Within(points.WideBounds, picture);
        return crop.IsEmpty ? null : Look(FaceFeatures.Expressions, picture, crop, "prob");
    }

    /// <summary>How probable it is that a face is live, and not a photograph or a screen that shows one.</summary>
    /// <param name="picture">The picture, as the camera gave it: crops and enlargements mislead the network.</param>
    /// <param name="face">Where the face is.</param>
    public double Liveness(FacePicture picture, Box face)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var run = Run(MiniFasNet.Version2, MiniFasNet.Side, "softmax");
        LivenessCrop.Fill(picture, LivenessCrop.Around(face, picture), run.Source.Span);
        run.Forward();
        return Numbers(run, "softmax")[MiniFasNet.LiveClass];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (weights, network, run) in _open.Values)
        {
            run.Dispose();
            network.Dispose();
            weights.Dispose();
        }

        _open.Clear();
        _pool.Dispose();
    }

    private FoundFace[] FindOnGrid(FacePicture picture, FaceSearch search)
    {
        var run = Run(TinyFaceDetector.Network, search.Size, "conv8");
        SquareCrop.Fill(picture, PixelArea.Whole(picture), search.Size, isCentred: false, run.Source.Span);
        run.Forward();
        using var grid = Copy(run, "conv8");
        return Keep(TinyFaceBoxes.Read(grid, search.Threshold), TinyFaceBoxes.MostOverlap, picture, search.Size);
    }

    private FoundFace[] FindOnGrids(FacePicture picture, FaceSearch search)
    {
        string[] taps = [.. Enumerable.Range(0, SsdFaceBoxes.Grids).SelectMany(grid => (string[])[SsdMobileNet.Boxes(grid), SsdMobileNet.Scores(grid)])];
        var run = Run(SsdMobileNet.Network, SsdMobileNet.Side, taps);
        SquareCrop.Fill(picture, PixelArea.Whole(picture), SsdMobileNet.Side, isCentred: false, run.Source.Span);
        run.Forward();
        var found = new List<DetectedObject>();
        for (var grid = 0; grid < SsdFaceBoxes.Grids; grid++)
        {
            using var boxes = Copy(run, SsdMobileNet.Boxes(grid));
            using var scores = Copy(run, SsdMobileNet.Scores(grid));
            found.AddRange(SsdFaceBoxes.Read(grid, boxes, scores, search.Threshold));
        }

        return Keep(found.Select(face => face with { Box = face.Box.Within(1, 1) }), SsdFaceBoxes.MostOverlap, picture, SsdMobileNet.Side);
    }

    // The square is the picture, larger by what is black, and rounded to its pixels.
    private static FoundFace[] Keep(IEnumerable<DetectedObject> boxes, double mostOverlap, FacePicture picture, int side)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        double Scale(int extent) => extent * side / Math.Floor(((double)extent * side / longer) + 0.5);
        var kept = Suppression.Apply(boxes, new SuppressionOptions { Overlap = mostOverlap });
        return [.. kept.Select(face => new FoundFace(face.Box.Scaled(Scale(picture.Width), Scale(picture.Height)), face.Score))];
    }

    private float[] Look(NetworkDescription network, FacePicture picture, PixelArea crop, string tap)
    {
        var side = network.Facts.Source[3];
        var run = Run(network, side, tap);
        SquareCrop.Fill(picture, crop, side, isCentred: true, run.Source.Span);
        run.Forward();
        return Numbers(run, tap);
    }

    private NetworkRun<float> Run(NetworkDescription description, int side, params string[] taps) => Open(description, side, taps).Run;

    private (NetworkWeights<float> Weights, Network<float> Network, NetworkRun<float> Run) Open(NetworkDescription description, int side, params string[] taps)
    {
        if (!_open.TryGetValue((description.Name, side), out var opened))
        {
            var weights = open(description);
            var network = new Network<float>(weights);
            _open[(description.Name, side)] = opened = (weights, network, network.Prepare([1, 3, side, side], taps, workers, _pool, isForwardOnly: true));
        }

        return opened;
    }

    private static Tensor<float> Copy(NetworkRun<float> run, string tap)
    {
        var copy = new Tensor<float>(run.ShapeOf(tap));
        run.Tap(tap).CopyTo(copy);
        return copy;
    }

    private static float[] Numbers(NetworkRun<float> run, string tap)
    {
        using var copy = Copy(run, tap);
        return copy.Span.ToArray();
    }
}
