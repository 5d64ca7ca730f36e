using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Classifiers;

/// <summary>What <see cref="ClassifierTraining"/> does, once libtorch is loaded.</summary>
internal sealed class ClassifierTrainer : ITrainer<EpochPoint>
{
    // Sequences of chance that have nothing to do with each other.
    private const ulong OrderSeed = 0x0D3E;
    private const ulong ChangeSeed = 0xC4A2;
    private const ulong DropSeed = 0xD209;

    private const int PointLength = 5;
    private const string History = "history";

    private readonly ClassifierRecipe _recipe;
    private readonly NetworkDescription _network;
    private readonly NetworkDescription? _rest;
    private readonly string _scores;
    private readonly bool[] _isFrozen;
    private readonly ExampleSet _training;
    private readonly ExampleSet _heldOut;
    private readonly SplitMix64 _random;
    private readonly ExampleBatches _batches;
    private readonly Augmenter _augmenter;
    private readonly LearningNetwork _learning;
    private readonly Optimiser _optimiser;
    private readonly Dictionary<ExampleSet, Tensor> _features = [];
    private readonly List<EpochPoint> _epochs = [];
    private readonly Tensor _sums;
    private readonly Tensor _bestNumbers;
    private readonly Tensor[] _bestMeasured = [];
    private (int Epoch, int[] Order)? _order;

    public ClassifierTrainer(ClassifierStart start, ExampleSet training, ExampleSet heldOut, ClassifierRecipe recipe, Device device)
    {
        (_network, _training, _heldOut, _recipe, Device) = (start.Network.Description, training, heldOut, recipe, device);
        Recipe = recipe.Describe(start.Words, training.Fingerprint, heldOut.Fingerprint);
        _scores = _network.Scores();
        _isFrozen = [.. recipe.Freeze is null ? new bool[_network.Layers.Count] : _network.LayersFor([recipe.Freeze])];
        if (_isFrozen[_network.IndexOfTap(_network.Head().Tap)])
        {
            throw new ArgumentException($"The layers up to {recipe.Freeze} are all that {_network.Name} has to learn: freeze it up to a tap before its head, {_network.Head().Tap}.");
        }

        // Frozen layers give the same each time, but for pictures that change.
        _rest = recipe.Freeze is null || recipe.Augmentation.IsAny ? null : _network.After(recipe.Freeze);
        _random = new SplitMix64(recipe.Seed);
        StepsPerEpoch = (training.Examples.Count + recipe.Batch - 1) / recipe.Batch;
        try
        {
            _batches = new ExampleBatches(_network.Facts.Input, _network.Facts.Source.Rank, device);
            _augmenter = new Augmenter(recipe.Augmentation, training);
            _learning = new LearningNetwork(_network, start.Weights, index => !_isFrozen[index], device);
            _optimiser = new Optimiser(recipe.Optimiser, _learning.Numbers, _learning.Decays);
            _sums = zeros(2, device: device).DetachFromDisposeScope();
            _bestNumbers = Copy(_learning.Numbers);
            _bestMeasured = [.. _learning.Measured.Select(Copy)];
            if (_rest is not null)
            {
                foreach (var set in ((ExampleSet[])[training, heldOut]).Distinct())
                {
                    _features.Add(set, ReadFeatures(set));
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Recipe { get; }

    public Device Device { get; }

    public double LearningRate => _recipe.Rate;

    public int StepsPerEpoch { get; }

    public int Steps => StepsPerEpoch * _recipe.Epochs;

    public IReadOnlyList<EpochPoint> Epochs => _epochs;

    /// <summary>The epoch that is kept; null before the first is done.</summary>
    public EpochPoint? Best => _epochs.Aggregate((EpochPoint?)null, (best, own) => best is null || own.IsBetterThan(best) ? own : best);

    public double Done(int steps, double seconds) => steps % StepsPerEpoch == 0 && IsStopped ? 1 : (double)steps / Steps;

    public void Step(int steps, double done)
    {
        Learn(steps);
        if ((steps + 1) % StepsPerEpoch == 0)
        {
            EndEpoch(steps + 1);
        }
    }

    public EpochPoint? Look(int steps, bool isDone) => steps % StepsPerEpoch == 0 ? _epochs[^1] : null;

    public IReadOnlyList<(string Name, Tensor Numbers)> Numbers() =>
    [
        ("weights", _learning.Numbers), ("best weights", _bestNumbers), ("epoch", _sums),
        .. _optimiser.State,
        .. _learning.MeasuredNames.Zip(_learning.Measured),
        .. _learning.MeasuredNames.Zip(_bestMeasured, (name, numbers) => ($"best {name}", numbers)),
    ];

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Besides()
    {
        float[] history = [_epochs.Count, .. _epochs.SelectMany(point => (float[])[point.Rate, point.TrainingLoss, point.TrainingAccuracy, point.HeldOutLoss, point.HeldOutAccuracy])];
        return [(History, Tensor<float>.From([history.Length], history))];
    }

    public void Restore(IReadOnlyDictionary<string, Tensor<float>> saved, int steps)
    {
        if (!saved.TryGetValue(History, out var history) || history.Length != 1 + (PointLength * (steps / StepsPerEpoch)))
        {
            throw new ArgumentException($"The checkpoint lacks what its {steps / StepsPerEpoch} epochs came to.", nameof(saved));
        }

        _epochs.Clear();
        for (var first = 1; first < history.Length; first += PointLength)
        {
            var own = history.Span.Slice(first, PointLength);
            _epochs.Add(new EpochPoint(_epochs.Count + 1, own[0], own[1], own[2], own[3], own[4]));
        }
    }

    /// <summary>What the kept network makes of examples.</summary>
    public ConfusionMatrix Evaluate(ExampleSet set) => Evaluate(set, _bestNumbers, _bestMeasured);

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => _learning.Export(_bestNumbers, _bestMeasured);

    public void Dispose()
    {
        foreach (var part in (IDisposable?[])[_batches, _learning, _optimiser, _sums, _bestNumbers, .. _bestMeasured, .. _features.Values])
        {
            part?.Dispose();
        }
    }

    private bool IsStopped => _recipe.Patience > 0 && Best is { } best && _epochs.Count - best.Epoch >= _recipe.Patience;

    private static Tensor Copy(Tensor numbers)
    {
        using var own = numbers.detach();
        return own.clone().DetachFromDisposeScope();
    }

    private static int[] Slice(int[] order, int part, int parts) =>
        order[(int)((long)part * order.Length / parts)..(int)((part + 1L) * order.Length / parts)];

    private void Learn(int steps)
    {
        using var scope = NewDisposeScope();
        var (epoch, part) = (steps / StepsPerEpoch, steps % StepsPerEpoch);
        if (part == 0)
        {
            _sums.zero_();
        }

        var places = Slice(Order(epoch), part, StepsPerEpoch);
        var random = _random.Jump((ulong)steps);
        using var generator = new Generator(random.Jump(DropSeed).Next(), Device);
        var labels = _batches.Labels(_training, places);
        var scores = Scores(_training, places, _learning.Parameters(), new TorchTraining(generator, index => !_isFrozen[index]), random.Jump(ChangeSeed));
        var logarithms = scores.log_softmax(1);
        var right = logarithms.gather(1, labels.unsqueeze(1)).mean();
        var loss = _recipe.Smoothing > 0 ? (right * Held(_recipe.Smoothing - 1)) - (logarithms.mean() * Held(_recipe.Smoothing)) : right.neg();
        _learning.Numbers.grad = null;
        loss.backward();
        using var free = no_grad();
        var weight = places.Length / (double)_training.Examples.Count;
        var share = scores.argmax(1).eq(labels).to(ScalarType.Float32).mean();
        _sums.add_(stack([loss.detach(), share], 0), Held(weight));
        _optimiser.Step(_learning.Numbers.grad!, _recipe.RateAt(((double)steps + 1) / StepsPerEpoch), steps);
    }

    // A new order for each epoch, by its number alone.
    private int[] Order(int epoch)
    {
        if (_order?.Epoch != epoch)
        {
            int[] order = [.. Enumerable.Range(0, _training.Examples.Count)];
            ExampleSplit.Shuffle(order, _random.Jump(OrderSeed).Jump((ulong)epoch));
            _order = (epoch, order);
        }

        return _order.Value.Order;
    }

    private Tensor Scores(ExampleSet set, int[] places, Func<int, IReadOnlyList<Tensor>> parameters, TorchTraining? training, SplitMix64 random)
    {
        using var scope = NewDisposeScope();
        if (_rest is not null && _features.TryGetValue(set, out var features))
        {
            int[] own = [.. _rest.Layers.Select(layer => _network.IndexOfTap(layer.Tap))];
            var seen = features.index_select(0, tensor([.. places.Select(place => (long)place)], device: Device));
            var learning = training is null ? null : training with { Learns = _ => true };
            return TorchGraph.Run(_rest, seen, index => parameters(own[index]), [_scores], PoolingKind.Maximum, BorderMode.Zero, training: learning)[_scores].MoveToOuterDisposeScope();
        }

        var taken = _batches.Take(set, places);
        var changed = training is null ? taken : _augmenter.Change(taken, random);
        return TorchGraph.Run(_network, _batches.Normalise(changed), parameters, [_scores], PoolingKind.Maximum, BorderMode.Zero, training: training)[_scores].MoveToOuterDisposeScope();
    }

    // What the frozen layers show of all examples, once.
    private Tensor ReadFeatures(ExampleSet set)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var parameters = _learning.Parameters();
        var parts = new List<Tensor>();
        foreach (var places in Enumerable.Range(0, set.Examples.Count).Chunk(_recipe.Batch))
        {
            parts.Add(TorchGraph.Run(_network, _batches.Normalise(_batches.Take(set, places)), parameters, [_recipe.Freeze!], PoolingKind.Maximum, BorderMode.Zero)[_recipe.Freeze!]);
        }

        return cat(parts, 0).DetachFromDisposeScope();
    }

    private ConfusionMatrix Evaluate(ExampleSet set, Tensor numbers, IReadOnlyList<Tensor> measured)
    {
        var confusion = new ConfusionMatrix(set.Labels);
        foreach (var places in Enumerable.Range(0, set.Examples.Count).Chunk(Math.Max(_recipe.Batch, 64)))
        {
            using var scope = NewDisposeScope();
            using var free = no_grad();
            var labels = _batches.Labels(set, places);
            var logarithms = Scores(set, places, _learning.Parameters(numbers, measured), null, default).log_softmax(1);
            confusion.AddLoss(-logarithms.gather(1, labels.unsqueeze(1)).sum().item<float>());
            var guesses = logarithms.argmax(1).cpu().data<long>().ToArray();
            for (var index = 0; index < places.Length; index++)
            {
                confusion.Add(set.Examples[places[index]].Label, (int)guesses[index]);
            }
        }

        return confusion;
    }

    private void EndEpoch(int steps)
    {
        var sums = FiniteNumbers.Loss(_sums, steps, LearningRate);
        var (best, heldOut) = (Best, Evaluate(_heldOut, _learning.Numbers, _learning.Measured));
        var own = new EpochPoint(_epochs.Count + 1, (float)_recipe.RateAt((double)steps / StepsPerEpoch), sums[0], sums[1], (float)heldOut.Loss, (float)heldOut.Accuracy);
        FiniteNumbers.Require([own.HeldOutLoss], "The loss of the held-out examples", steps, LearningRate);
        _epochs.Add(own);
        if (best is null || own.IsBetterThan(best))
        {
            using var free = no_grad();
            _bestNumbers.copy_(_learning.Numbers);
            foreach (var (kept, measured) in _bestMeasured.Zip(_learning.Measured))
            {
                kept.copy_(measured);
            }
        }
    }
}
