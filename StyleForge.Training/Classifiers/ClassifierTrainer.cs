using System.Globalization;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Features;
using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Classifiers;

/// <summary>What <see cref="ClassifierTraining"/> does, once libtorch is loaded.</summary>
internal sealed class ClassifierTrainer : IDisposable
{
    // Sequences of chance that have nothing to do with each other.
    private const ulong OrderSeed = 0x0D3E;
    private const ulong ChangeSeed = 0xC4A2;
    private const ulong DropSeed = 0xD209;

    private const int PointLength = 5;
    private const string History = "history";

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(50);

    private readonly ClassifierRecipe _recipe;
    private readonly NetworkDescription _network;
    private readonly NetworkDescription? _rest;
    private readonly string _scores;
    private readonly bool[] _isFrozen;
    private readonly ExampleSet _training;
    private readonly ExampleSet _heldOut;
    private readonly TimeProvider _time;
    private readonly Device _device;
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

    public ClassifierTrainer(ClassifierStart start, ExampleSet training, ExampleSet heldOut, ClassifierRecipe recipe, Device device, TimeProvider time)
    {
        (_network, _training, _heldOut, _recipe, _device, _time) = (start.Network.Description, training, heldOut, recipe, device, time);
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
            _optimiser = new Optimiser(recipe, _learning.Numbers, _learning.Decays);
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

    public string DeviceName => TrainingDevice.NameOf(_device);

    public int StepsPerEpoch { get; }

    public int Steps => StepsPerEpoch * _recipe.Epochs;

    public int StepsDone { get; private set; }

    public bool IsDone => StepsDone == Steps || IsStopped;

    public IReadOnlyList<EpochPoint> Epochs => _epochs;

    /// <summary>The epoch that is kept; null before the first is done.</summary>
    public EpochPoint? Best => _epochs.Aggregate((EpochPoint?)null, (best, own) => best is null || own.IsBetterThan(best) ? own : best);

    private bool IsStopped => _recipe.Patience > 0 && Best is { } best && _epochs.Count - best.Epoch >= _recipe.Patience && StepsDone % StepsPerEpoch == 0;

    public void Resume(TrainingState state)
    {
        if (state.Recipe != Recipe)
        {
            throw new ArgumentException($"The checkpoint is of another recipe ({state.Recipe}) than this run ({Recipe}).", nameof(state));
        }

        var saved = state.Tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor);
        foreach (var (name, own) in Numbers())
        {
            if (!saved.TryGetValue(name, out var numbers) || numbers.Length != own.numel())
            {
                throw new ArgumentException($"The checkpoint lacks {own.numel()} numbers of '{name}'.", nameof(state));
            }

            TensorCopy.Copy(numbers, own);
        }

        if (!saved.TryGetValue(History, out var history) || history.Length != 1 + (PointLength * (state.Step / StepsPerEpoch)))
        {
            throw new ArgumentException($"The checkpoint lacks what its {state.Step / StepsPerEpoch} epochs came to.", nameof(state));
        }

        _epochs.Clear();
        for (var first = 1; first < history.Length; first += PointLength)
        {
            var own = history.Span.Slice(first, PointLength);
            _epochs.Add(new EpochPoint(_epochs.Count + 1, own[0], own[1], own[2], own[3], own[4]));
        }

        StepsDone = state.Step;
    }

    public void Run(Action<EpochPoint> observe, Action<TrainingState> save, Action<TrainingReach>? stepped, CancellationToken cancellation)
    {
        var (last, kept) = (_time.GetTimestamp(), StepsDone);
        while (!IsDone)
        {
            if (cancellation.IsCancellationRequested)
            {
                if (StepsDone > kept)
                {
                    Save(save);
                }

                cancellation.ThrowIfCancellationRequested();
            }

            Step();
            StepsDone++;
            if (StepsDone % StepsPerEpoch == 0)
            {
                EndEpoch();
                observe(_epochs[^1]);
            }

            stepped?.Invoke(new TrainingReach(StepsDone, IsDone ? 1 : (double)StepsDone / Steps));
            if (_time.GetElapsedTime(last) >= BetweenCheckpoints)
            {
                Save(save);
                (last, kept) = (_time.GetTimestamp(), StepsDone);
            }
        }

        Save(save);
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

    private static Tensor Copy(Tensor numbers)
    {
        using var own = numbers.detach();
        return own.clone().DetachFromDisposeScope();
    }

    private static int[] Slice(int[] order, int part, int parts) =>
        order[(int)((long)part * order.Length / parts)..(int)((part + 1L) * order.Length / parts)];

    private void Step()
    {
        using var scope = NewDisposeScope();
        var (epoch, part) = (StepsDone / StepsPerEpoch, StepsDone % StepsPerEpoch);
        if (part == 0)
        {
            _sums.zero_();
        }

        var places = Slice(Order(epoch), part, StepsPerEpoch);
        var random = _random.Jump((ulong)StepsDone);
        using var generator = new Generator(random.Jump(DropSeed).Next(), _device);
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
        _optimiser.Step(_learning.Numbers.grad!, _recipe.RateAt(((double)StepsDone + 1) / StepsPerEpoch), StepsDone);
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
            var seen = features.index_select(0, tensor([.. places.Select(place => (long)place)], device: _device));
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

    private void EndEpoch()
    {
        using var sums = TensorCopy.ToMemory(_sums);
        RequireFinite(sums.Span, "The loss");
        var (best, heldOut) = (Best, Evaluate(_heldOut, _learning.Numbers, _learning.Measured));
        var own = new EpochPoint(
            _epochs.Count + 1, (float)_recipe.RateAt((double)StepsDone / StepsPerEpoch), sums.Span[0], sums.Span[1], (float)heldOut.Loss, (float)heldOut.Accuracy);
        RequireFinite([own.HeldOutLoss], "The loss of the held-out examples");
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

    private void RequireFinite(ReadOnlySpan<float> numbers, string what)
    {
        foreach (var number in numbers)
        {
            if (!float.IsFinite(number))
            {
                throw new OptimisationException(FormattableString.Invariant($"{what} is no longer a number at step {StepsDone}: lower the learning rate ({_recipe.Rate})."));
            }
        }
    }

    private void Save(Action<TrainingState> save)
    {
        float[] history = [_epochs.Count, .. _epochs.SelectMany(point => (float[])[point.Rate, point.TrainingLoss, point.TrainingAccuracy, point.HeldOutLoss, point.HeldOutAccuracy])];
        using var state = new TrainingState(
            StepsDone, 0, IsDone, Recipe, [.. Numbers().Select(pair => (pair.Name, TensorCopy.ToMemory(pair.Numbers))), (History, Tensor<float>.From([history.Length], history))]);

        // The last good checkpoint stays: nothing comes of one that holds what is no number.
        foreach (var (name, numbers) in state.Tensors)
        {
            RequireFinite(numbers.Span, $"Something in '{name}'");
        }

        save(state);
    }

    private List<(string Name, Tensor Numbers)> Numbers() =>
    [
        ("weights", _learning.Numbers), ("best weights", _bestNumbers), ("epoch", _sums),
        .. _optimiser.State,
        .. _learning.MeasuredNames.Zip(_learning.Measured),
        .. _learning.MeasuredNames.Zip(_bestMeasured, (name, numbers) => (Text(name), numbers)),
    ];

    private static string Text(string name) => string.Create(CultureInfo.InvariantCulture, $"best {name}");
}
