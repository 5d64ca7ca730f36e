using System.Globalization;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Examples;
using StyleForge.Training.Features;
using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Embeddings;

/// <summary>What <see cref="EmbeddingTraining"/> does, once libtorch is loaded.</summary>
internal sealed class EmbeddingTrainer : IDisposable
{
    // Sequences of chance that have nothing to do with each other.
    private const ulong ChoiceSeed = 0x0D3E;
    private const ulong ChangeSeed = 0xC4A2;
    private const ulong MiningSeed = 0x314E;
    private const ulong QuestionSeed = 0x9E57;
    private const ulong ViewSeed = 0x71E3;

    // With these the odds are about even in the beginning: rows that nothing was learned into are near to each other.
    private const float FirstBias = 2;
    private const float FirstWeight = 1;
    private const float FirstChiSquareWeight = 5;

    // What compares has few numbers and must follow what it compares.
    private const double HeadPace = 10;

    private const int MostWays = 20;
    private const int Questions = 400;
    private const int PicturesAtOnce = 128;

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(50);

    private readonly EmbeddingRecipe _recipe;
    private readonly NetworkDescription _network;
    private readonly ExampleSet _training;
    private readonly ExampleSet? _heldOut;
    private readonly IReadOnlyList<OneShotTask> _tasks = [];
    private readonly TimeProvider _time;
    private readonly Device _device;
    private readonly SplitMix64 _random;
    private readonly ClassBatches _classes;
    private readonly ExampleBatches _batches;
    private readonly Augmenter _augmenter;
    private readonly LearningNetwork _learning;
    private readonly Optimiser _optimiser;
    private readonly ParameterPack? _head;
    private readonly Optimiser? _headOptimiser;
    private readonly Tensor _sums;

    public EmbeddingTrainer(ExampleSet training, ExampleSet? heldOut, EmbeddingRecipe recipe, Device device, TimeProvider time)
    {
        (_training, _heldOut, _recipe, _device, _time) = (training, heldOut, recipe, device, time);
        _random = new SplitMix64(recipe.Seed);
        _classes = new ClassBatches(training);
        if (recipe.OneGroup > 0 && !_classes.HasGroups)
        {
            throw new ArgumentException("Steps of one group (--one-group) need a group with two classes or more: put the folders of classes into folders of groups, or leave the option out.");
        }

        var network = GlyphNet.Describe(training.Source[^1], recipe.Channels);
        var (mean, deviation) = training.Moments();
        _network = network with { Facts = network.Facts with { Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = mean, Deviation = deviation } } };
        Recipe = recipe.Describe(string.Create(CultureInfo.InvariantCulture, $"{_network.Name} of {recipe.Channels} channels, new"), training.Fingerprint, heldOut?.Fingerprint);
        if (heldOut is not null && Math.Min(MostWays, OneShotTasks.MostWays(heldOut)) is > 1 and var ways)
        {
            (Ways, _tasks) = (ways, OneShotTasks.Draw(heldOut, ways, Questions, _random.Jump(QuestionSeed).Next()));
        }

        try
        {
            _batches = new ExampleBatches(_network.Facts.Input, _network.Facts.Source.Rank, device);
            _augmenter = new Augmenter(recipe.Augmentation, training);
            using var weights = RandomWeights.Make(_network, recipe.Seed);
            _learning = new LearningNetwork(_network, weights, _ => true, device);
            var moves = new ClassifierRecipe { Optimiser = OptimiserKind.Adamw, WeightDecay = recipe.WeightDecay };
            _optimiser = new Optimiser(moves, _learning.Numbers, _learning.Decays);
            if (recipe.Likeness != LikenessKind.Distance)
            {
                using var scope = NewDisposeScope();
                var length = _network.Shapes(_network.Facts.Source)[^1][1];
                float[] first = [.. Enumerable.Repeat(recipe.Likeness == LikenessKind.ChiSquare ? FirstChiSquareWeight : FirstWeight, length), FirstBias];
                _head = new ParameterPack([tensor(first, device: device)]);
                _headOptimiser = new Optimiser(moves, _head.Numbers, zeros_like(_head.Numbers.detach()).DetachFromDisposeScope());
            }

            _sums = zeros(3, device: device).DetachFromDisposeScope();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Recipe { get; }

    public string DeviceName => TrainingDevice.NameOf(_device);

    public int Ways { get; }

    public int StepsDone { get; private set; }

    private bool IsDone => StepsDone == _recipe.Steps;

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

        StepsDone = state.Step;
    }

    public void Run(Action<EmbeddingPoint> observe, Action<TrainingState> save, Action<TrainingReach>? stepped, CancellationToken cancellation)
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
            stepped?.Invoke(new TrainingReach(StepsDone, (double)StepsDone / _recipe.Steps));
            if (IsDone || StepsDone % _recipe.PointEvery == 0)
            {
                observe(EndPoint());
            }

            if (_time.GetElapsedTime(last) >= BetweenCheckpoints)
            {
                Save(save);
                (last, kept) = (_time.GetTimestamp(), StepsDone);
            }
        }

        Save(save);
    }

    public IReadOnlyList<float[]> Embed(ExampleSet examples, int views = 1)
    {
        using var free = no_grad();
        var embeddings = new List<float[]>();
        foreach (var places in Enumerable.Range(0, examples.Examples.Count).Chunk(PicturesAtOnce))
        {
            using var scope = NewDisposeScope();
            var pictures = _batches.Take(examples, places);
            var rows = Embed(pictures, null);
            for (var view = 1; view < views; view++)
            {
                rows = rows + Embed(_augmenter.Change(pictures, _random.Jump(ViewSeed).Jump((ulong)view).Jump((ulong)places[0])), null);
            }

            using var numbers = TensorCopy.ToMemory(views > 1 ? EmbeddingLosses.Unit(rows) : rows);
            embeddings.AddRange(numbers.Span.ToArray().Chunk(numbers.Shape[1]));
        }

        return embeddings;
    }

    public TrainedEmbedding Describe()
    {
        if (_head is null)
        {
            return new TrainedEmbedding(_network, Likeness.ByDistance);
        }

        using var numbers = TensorCopy.ToMemory(_head.Numbers);
        return new TrainedEmbedding(_network, new Likeness(_recipe.Likeness, [.. numbers.Span[..^1].ToArray().Select(number => (double)number)], numbers.Span[^1]));
    }

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => _learning.Export(_learning.Numbers, _learning.Measured);

    public void Dispose()
    {
        foreach (var part in (IDisposable?[])[_batches, _learning, _optimiser, _head, _headOptimiser, _sums])
        {
            part?.Dispose();
        }
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var random = _random.Jump((ulong)StepsDone);
        var places = _classes.Choose(_recipe.Classes, _recipe.Pictures, _recipe.OneGroup, random.Jump(ChoiceSeed));
        int[] labels = [.. places.Select(place => _training.Examples[place].Label)];
        using var generator = new Generator(random.Next(), _device);
        var rows = Embed(_augmenter.Change(_batches.Take(_training, places), random.Jump(ChangeSeed)), new TorchTraining(generator, _ => true));
        var (losses, open) = _head is null ? Triplets(rows, labels, random.Jump(MiningSeed)) : Pairs(rows, labels, random.Jump(MiningSeed));
        var loss = losses.mean();
        _learning.Numbers.grad = null;
        _head?.Numbers.grad = null;
        loss.backward();
        using var free = no_grad();
        _sums.add_(stack([loss.detach(), open.to(ScalarType.Float32).mean(), ones([], device: _device)], 0));
        var rate = _recipe.RateAt(StepsDone);
        _optimiser.Step(_learning.Numbers.grad!, rate, StepsDone);
        _headOptimiser?.Step(_head!.Numbers.grad!, HeadPace * rate, StepsDone);
    }

    private (Tensor Losses, Tensor Open) Triplets(Tensor rows, int[] labels, SplitMix64 random)
    {
        using var distances = TensorCopy.ToMemory(EmbeddingLosses.Distances(rows.detach()));
        var losses = EmbeddingLosses.Triplets(rows, Mining.Triplets(distances.Span, labels, _recipe.Mining, random), _recipe.Margin);
        return (losses, losses.detach().gt(Held(0)));
    }

    private (Tensor Losses, Tensor Open) Pairs(Tensor rows, int[] labels, SplitMix64 random)
    {
        var pairs = Mining.Pairs(labels, random);
        var losses = EmbeddingLosses.CrossEntropy(EmbeddingLosses.Odds(rows, pairs, _head!.Numbers, _recipe.Likeness), pairs);

        // Even odds cost the logarithm of 2.
        return (losses, losses.detach().gt(Held(Math.Log(2))));
    }

    private Tensor Embed(Tensor pictures, TorchTraining? training)
    {
        using var scope = NewDisposeScope();
        var rows = TorchGraph.Run(_network, Laid(_batches.Normalise(pictures)), _learning.Parameters(), [GlyphNet.Embedding], PoolingKind.Maximum, BorderMode.Zero, training: training)[GlyphNet.Embedding];
        return EmbeddingLosses.Unit(rows).MoveToOuterDisposeScope();
    }

    // With the channels of a pixel side by side, a processor's poolings and normalisations take vectors of them; layers keep the order that they find.
    private Tensor Laid(Tensor pictures) =>
        _device.type == TorchSharp.DeviceType.CPU ? pictures.view(pictures.shape[0], pictures.shape[2], pictures.shape[3], 1).permute(0, 3, 1, 2) : pictures;

    private EmbeddingPoint EndPoint()
    {
        using var scope = NewDisposeScope();
        using var sums = TensorCopy.ToMemory(_sums);
        RequireFinite(sums.Span, "The loss");
        var (loss, open) = (sums.Span[0] / sums.Span[2], sums.Span[1] / sums.Span[2]);
        _sums.zero_();
        double? unseen = _tasks.Count == 0 ? null : OneShotTasks.Answer("held out", _tasks, Embed(_heldOut!), Describe().Likeness).Accuracy;
        return new EmbeddingPoint(StepsDone, loss, open, unseen);
    }

    private void RequireFinite(ReadOnlySpan<float> numbers, string what)
    {
        foreach (var number in numbers)
        {
            if (!float.IsFinite(number))
            {
                throw new OptimisationException(FormattableString.Invariant($"{what} is no longer a number at step {StepsDone}: lower the learning rate ({_recipe.LearningRate})."));
            }
        }
    }

    private void Save(Action<TrainingState> save)
    {
        using var state = new TrainingState(StepsDone, 0, IsDone, Recipe, [.. Numbers().Select(pair => (pair.Name, TensorCopy.ToMemory(pair.Numbers)))]);

        // The last good checkpoint stays: nothing comes of one that holds what is no number.
        foreach (var (name, numbers) in state.Tensors)
        {
            RequireFinite(numbers.Span, $"Something in '{name}'");
        }

        save(state);
    }

    private List<(string Name, Tensor Numbers)> Numbers() =>
    [
        ("weights", _learning.Numbers), ("point", _sums),
        .. _optimiser.State,
        .. _learning.MeasuredNames.Zip(_learning.Measured),
        .. _head is null ? [] : ((string, Tensor)[])[("likeness", _head.Numbers), .. _headOptimiser!.State.Select(pair => ($"likeness {pair.Name}", pair.Numbers))],
    ];
}
