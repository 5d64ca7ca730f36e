using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
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
    private readonly List<LearningNetwork> _networks;
    private readonly List<Optimiser> _optimisers = [];
    private readonly Tensor _sums;

    /// <summary>Draws the first weights and brings them to the device. Where that fails nothing stays there.</summary>
    /// <param name="network">The network; it sees pictures of its source's size.</param>
    /// <param name="examples">Gives the pictures of a step.</param>
    /// <param name="loss">Makes what is learned by, for a device.</param>
    /// <param name="recipe">How.</param>
    /// <param name="words">All that decides what comes of it, in words.</param>
    /// <param name="device">Where to.</param>
    public DetectorTrainer(NetworkDescription network, IExampleOrder<TObject> examples, Func<Device, IDetectorLoss<TObject>> loss, DetectorRecipe recipe, string words, Device device)
    {
        (_network, _examples, _recipe, Recipe, Device) = (network, examples, recipe, words, device);
        _random = new SplitMix64(recipe.Seed);
        _loss = loss(device);
        _networks = [.. _loss.Networks];
        try
        {
            using var weights = RandomWeights.Make(network, recipe.Seed);
            foreach (var (tap, biases) in _loss.FirstBiases)
            {
                FirstWeights.BeginWith(weights, network, tap, biases);
            }

            _networks.Insert(0, new LearningNetwork(network, weights, _ => true, device));
            foreach (var own in _networks)
            {
                _optimisers.Add(new Optimiser(recipe.Optimiser, own.Numbers, own.Decays));
            }

            PartNames = _loss.PartNames;
            _sums = zeros(PartNames.Count + 1, device: device).DetachFromDisposeScope();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames { get; }

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
            _network, tensor(frames, shape, device: Device), _networks[0].Parameters(), [.. _loss.Taps], PoolingKind.Maximum, BorderMode.Zero, training: new TorchTraining(generator, _ => true));
        var parts = _loss.Of(outputs, objects, steps);
        foreach (var network in _networks)
        {
            network.Numbers.grad = null;
        }

        parts.sum().backward();
        using var free = no_grad();
        _sums.add_(cat([parts.detach(), ones(1, device: Device)], 0), TorchArithmetic.One);
        foreach (var (network, optimiser) in _networks.Zip(_optimisers))
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
        .. from learning in _networks.Zip(_optimisers).Index()
           let network = learning.Item.First
           let of = learning.Index == 0 ? "" : $" of {network.Description.Name}"
           from own in ((string Name, Tensor Numbers)[])[("weights", network.Numbers), .. learning.Item.Second.State, .. network.MeasuredNames.Zip(network.Measured)]
           select (own.Name + of, own.Numbers),
    ];

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => [.. _networks.SelectMany(network => network.Export(network.Numbers, network.Measured))];

    public void Dispose()
    {
        foreach (var part in (IDisposable?[])[.. _networks, .. _optimisers, _sums])
        {
            part?.Dispose();
        }
    }
}
