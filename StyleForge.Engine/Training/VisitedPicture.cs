using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Training;

/// <summary>
/// A small style transfer through the network in training, a few steps at a time. Where its optimiser goes, the network must
/// see what its teacher sees; photographs alone do not lead there.
/// </summary>
internal sealed class VisitedPicture : IDisposable
{
    private const int Shortest = 6;
    private const int Longest = 60;

    private readonly WorkerPool _worker = new(1);
    private readonly Network<float> _network;
    private readonly CropSampler _crops;
    private readonly RenderSettings _settings;
    private readonly TensorPool _pool;
    private readonly Tensor<float> _crop;
    private readonly float[] _picture;
    private double[] _parts = [];
    private IObjective<float>? _objective;
    private Adam<float>? _optimiser;
    private int _stepsLeft;

    /// <param name="network">The network in training.</param>
    /// <param name="crops">Contents and styles.</param>
    /// <param name="settings">Layers and weights.</param>
    /// <param name="pool">Where memory is rented.</param>
    public VisitedPicture(Network<float> network, CropSampler crops, RenderSettings settings, TensorPool pool)
    {
        (_network, _crops, _settings, _pool) = (network, crops, settings, pool);
        var side = crops.Options.Side;
        _crop = new Tensor<float>([1, 3, side, side]);
        _picture = new float[3 * side * side];
    }

    /// <summary>Ends the transfer; the next call begins another.</summary>
    public void End() => _stepsLeft = 0;

    /// <summary>Goes a few steps.</summary>
    /// <param name="random">Decides how many, and, for a new transfer, of what.</param>
    /// <param name="before">The picture before them, overwritten.</param>
    /// <param name="after">The picture after them, overwritten.</param>
    public void Step(SplitMix64 random, Span<float> before, Span<float> after)
    {
        if (_stepsLeft <= 0)
        {
            Begin(ref random);
        }

        _picture.CopyTo(before);
        for (var step = 1 + (int)(random.NextDouble() * 3); step > 0; step--, _stepsLeft--)
        {
            _optimiser!.Step(_objective!, _picture, _parts);
        }

        _picture.CopyTo(after);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _objective?.Dispose();
        _optimiser?.Dispose();
        _crop.Dispose();
        _worker.Dispose();
    }

    private void Begin(ref SplitMix64 random)
    {
        _objective?.Dispose();
        _optimiser?.Dispose();
        var content = Crop(random.Next());
        var style = Crop(random.Next());
        var settings = _settings with { StyleWeight = _settings.ContentWeight * Math.Pow(10, 0.5 + (2 * random.NextDouble())) };
        var wanted = ObjectiveDescription.Of(settings) with { Pooling = _network.Options.Pooling, Border = _network.Options.Border };
        using var backend = new ManagedBackend();
        using var features = backend.Open(_network.Weights, wanted, new HostShare(_worker));
        _objective = features.Plan(new LevelSizes(content.Width, content.Height, [(style.Width, style.Height, IsMasked: false)]), long.MaxValue)
            .Make(new LevelPictures(content, [new LevelStyle("style", style, 1, Mask: null)]), _pool, CancellationToken.None);
        _parts = new double[_objective.PartNames.Count];
        _optimiser = new Adam<float>(_picture.Length, new AdamOptions { LearningRate = 0.01 * Math.Pow(10, 0.7 * random.NextDouble()) }, _worker, _pool);
        _stepsLeft = Shortest + (int)(random.NextDouble() * (Longest - Shortest));
        Start(content, ref random);
    }

    // Most transfers start from the content, some from noise around a grey.
    private void Start(Picture content, ref SplitMix64 random)
    {
        content.Samples.CopyTo(_picture, 0);
        if (random.NextDouble() < 0.25)
        {
            var (grey, spread) = (0.3 + (0.4 * random.NextDouble()), 0.6 * random.NextDouble());
            foreach (ref var sample in _picture.AsSpan())
            {
                sample = (float)Math.Clamp(grey + (spread * (random.NextDouble() - 0.5)), 0, 1);
            }
        }
    }

    private Picture Crop(ulong index)
    {
        _crops.Write(index, _crop);
        return new Picture(_crop.Shape[3], _crop.Shape[2], _crop.Span.ToArray());
    }
}
