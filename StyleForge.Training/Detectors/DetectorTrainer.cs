using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Training.Learning;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>What <see cref="DetectorTraining"/> does, once libtorch is loaded: any networks that learn by a loss on what its outputs show of pictures.</summary>
/// <typeparam name="TObject">What is to be found on pictures.</typeparam>
internal sealed class DetectorTrainer<TObject> : ITrainer<TrainingPoint>
{
    private const ulong DropSeed = 0xD209;

    private readonly NetworkDescription _network;
    private readonly IExampleOrder<TObject> _examples;
    private readonly IDetectorLoss<TObject> _loss;
    private readonly DetectorRecipe _recipe;
    private readonly SplitMix64 _random;
    private readonly IReadOnlyList<(LearningNetwork Network, Optimiser Optimiser)> _learning;
    private readonly Tensor _sums;

    /// <summary>Brings the first weights to the device.</summary>
    /// <param name="network">The network; it sees pictures of its source's size.</param>
    /// <param name="weights">Its first weights, which stay their owner's.</param>
    /// <param name="examples">Gives the pictures of a step.</param>
    /// <param name="loss">What is learned by.</param>
    /// <param name="recipe">How.</param>
    /// <param name="words">All that decides what comes of it, in words.</param>
    /// <param name="device">Where to.</param>
    public DetectorTrainer(NetworkDescription network, WeightSet weights, IExampleOrder<TObject> examples, IDetectorLoss<TObject> loss, DetectorRecipe recipe, string words, Device device)
    {
        (_network, _examples, _loss, _recipe, Recipe, Device) = (network, examples, loss, recipe, words, device);
        _random = new SplitMix64(recipe.Seed);
        LearningNetwork[] networks = [new(network, weights, _ => true, device), .. loss.Networks];
        _learning = [.. networks.Select(each => (each, new Optimiser(recipe.Optimiser, each.Numbers, each.Decays)))];
        _sums = zeros(loss.PartNames.Count + 1, device: device).DetachFromDisposeScope();
    }

    public string Recipe { get; }

    public Device Device { get; }

    public double LearningRate => _recipe.LearningRate;

    public double Done(int steps, double seconds) => (double)steps / _recipe.Steps;

    public void Step(int steps, double done)
    {
        using var scope = NewDisposeScope();
        var (frames, objects) = _examples.Take(steps);
        long[] shape = [objects.Count, .. _network.Facts.Source.Skip(1).Select(extent => (long)extent)];
        using var generator = new Generator(_random.Jump((ulong)steps).Jump(DropSeed).Next(), Device);
        var outputs = TorchGraph.Run(
            _network, tensor(frames, shape, device: Device), _learning[0].Network.Parameters(), [.. _loss.Taps], PoolingKind.Maximum, BorderMode.Zero, training: new TorchTraining(generator, _ => true));
        var parts = _loss.Of(outputs, objects, steps);
        foreach (var (network, _) in _learning)
        {
            network.Numbers.grad = null;
        }

        parts.sum().backward();
        using var free = no_grad();
        _sums.add_(cat([parts.detach(), ones(1, device: Device)], 0), TorchArithmetic.One);
        foreach (var (network, optimiser) in _learning)
        {
            optimiser.Step(network.Numbers.grad!, _recipe.RateAt(steps), steps);
        }
    }

    public TrainingPoint? Look(int steps, bool isDone)
    {
        if (!isDone && steps % _recipe.PointEvery != 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var sums = FiniteNumbers.Loss(_sums, steps, LearningRate);
        _sums.zero_();
        double[] parts = [.. sums[..^1].Select(sum => (double)sum / sums[^1])];
        return new TrainingPoint(steps, parts.Sum(), parts);
    }

    public IReadOnlyList<(string Name, Tensor Numbers)> Numbers() =>
    [
        ("point", _sums),
        .. from learning in _learning.Index()
           let of = learning.Index == 0 ? "" : $" of {learning.Item.Network.Description.Name}"
           from own in ((string Name, Tensor Numbers)[])[("weights", learning.Item.Network.Numbers), .. learning.Item.Optimiser.State, .. learning.Item.Network.MeasuredNames.Zip(learning.Item.Network.Measured)]
           select (own.Name + of, own.Numbers),
    ];

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => [.. _learning.SelectMany(learning => learning.Network.Export(learning.Network.Numbers, learning.Network.Measured))];

    public void Dispose()
    {
        foreach (var (network, optimiser) in _learning)
        {
            network.Dispose();
            optimiser.Dispose();
        }

        _sums.Dispose();
    }
}
