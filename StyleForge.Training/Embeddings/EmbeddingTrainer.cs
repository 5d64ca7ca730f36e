using System.Globalization;
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
using StyleForge.Training.Learning;
using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Embeddings;

/// <summary>What <see cref="EmbeddingTraining"/> does, once libtorch is loaded.</summary>
internal sealed class EmbeddingTrainer : ITrainer<EmbeddingPoint>
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

    private readonly EmbeddingRecipe _recipe;
    private readonly NetworkDescription _network;
    private readonly ExampleSet _training;
    private readonly ExampleSet? _heldOut;
    private readonly IReadOnlyList<OneShotTask> _tasks = [];
    private readonly SplitMix64 _random;
    private readonly ClassBatches _classes;
    private readonly ExampleBatches _batches;
    private readonly Augmenter _augmenter;
    private readonly LearningNetwork _learning;
    private readonly Optimiser _optimiser;
    private readonly ParameterPack? _head;
    private readonly Optimiser? _headOptimiser;
    private readonly Tensor _sums;

    public EmbeddingTrainer(ExampleSet training, ExampleSet? heldOut, EmbeddingRecipe recipe, Device device)
    {
        (_training, _heldOut, _recipe, Device) = (training, heldOut, recipe, device);
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
            var moves = new OptimiserOptions { WeightDecay = recipe.WeightDecay };
            _optimiser = new Optimiser(moves, _learning.Numbers, _learning.Decays);
            if (recipe.Likeness != LikenessKind.Distance)
            {
                using var scope = NewDisposeScope();
                var length = _network.Shapes(_network.Facts.Source)[^1][1];
                float[] first = [.. Enumerable.Repeat(recipe.Likeness == LikenessKind.ChiSquare ? FirstChiSquareWeight : FirstWeight, length), FirstBias];
                _head = new ParameterPack([tensor(first, device: device)]);
                _headOptimiser = new Optimiser(new OptimiserOptions { WeightDecay = 0 }, _head.Numbers);
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

    public Device Device { get; }

    public double LearningRate => _recipe.LearningRate;

    public int Ways { get; }

    public double Done(int steps, double seconds) => (double)steps / _recipe.Steps;

    public void Step(int steps, double done)
    {
        using var scope = NewDisposeScope();
        var random = _random.Jump((ulong)steps);
        var places = _classes.Choose(_recipe.Classes, _recipe.Pictures, _recipe.OneGroup, random.Jump(ChoiceSeed));
        int[] labels = [.. places.Select(place => _training.Examples[place].Label)];
        using var generator = new Generator(random.Next(), Device);
        var rows = Embed(_augmenter.Change(_batches.Take(_training, places), random.Jump(ChangeSeed)), new TorchTraining(generator, _ => true));
        var (losses, open) = _head is null ? Triplets(rows, labels, random.Jump(MiningSeed)) : Pairs(rows, labels, random.Jump(MiningSeed));
        var loss = losses.mean();
        _learning.Numbers.grad = null;
        _head?.Numbers.grad = null;
        loss.backward();
        using var free = no_grad();
        _sums.add_(stack([loss.detach(), open.to(ScalarType.Float32).mean(), ones([], device: Device)], 0), One);
        var rate = _recipe.RateAt(steps);
        _optimiser.Step(_learning.Numbers.grad!, rate, steps);
        _headOptimiser?.Step(_head!.Numbers.grad!, HeadPace * rate, steps);
    }

    public EmbeddingPoint? Look(int steps, bool isDone)
    {
        if (!isDone && steps % _recipe.PointEvery != 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var sums = FiniteNumbers.Loss(_sums, steps, LearningRate);
        _sums.zero_();
        double? unseen = _tasks.Count == 0 ? null : OneShotTasks.Answer("held out", _tasks, Embed(_heldOut!), Describe().Likeness).Accuracy;
        return new EmbeddingPoint(steps, sums[0] / sums[2], sums[1] / sums[2], unseen);
    }

    public IReadOnlyList<(string Name, Tensor Numbers)> Numbers() =>
    [
        ("weights", _learning.Numbers), ("point", _sums),
        .. _optimiser.State,
        .. _learning.MeasuredNames.Zip(_learning.Measured),
        .. _head is null ? [] : ((string, Tensor)[])[("likeness", _head.Numbers), .. _headOptimiser!.State.Select(pair => ($"likeness {pair.Name}", pair.Numbers))],
    ];

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
                rows = rows.Plus(Embed(_augmenter.Change(pictures, _random.Jump(ViewSeed).Jump((ulong)view).Jump((ulong)places[0])), null));
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
        Device.type == TorchSharp.DeviceType.CPU ? pictures.view(pictures.shape[0], pictures.shape[2], pictures.shape[3], 1).permute(0, 3, 1, 2) : pictures;
}
