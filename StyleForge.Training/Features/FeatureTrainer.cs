using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Training.Crops;
using StyleForge.Training.Learning;
using StyleForge.Training.Networks;
using StyleForge.Training.Pictures;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>What <see cref="FeatureTraining"/> does, once libtorch is loaded.</summary>
internal sealed class FeatureTrainer : ITrainer<TrainingPoint>
{
    // Crops that scales are measured on; no step of the training draws their numbers.
    private const ulong ScaleSeed = 0x5CA1E;
    private const int ScaleBatches = 3;
    private const int ScaleBatch = 32;

    private const ulong NoiseSeed = 0x0153;

    // Apart from the numbers that steps draw.
    private const ulong MapSeed = 0x3A95;

    private static readonly OptimiserOptions AdamOptions = new() { Kind = OptimiserKind.Adam, Squares = 0.99, WeightDecay = 0 };

    private readonly FeatureRecipe _recipe;
    private readonly ScalarType _precision;
    private readonly SplitMix64 _random;
    private readonly CropCutter _cutter;
    private readonly NoiseSource _noise;
    private readonly PicturePairs _pairs;
    private readonly Transfers _transfers;
    private readonly Student _student;
    private readonly List<Teacher> _teachers = [];
    private readonly List<Tensor> _photographs = [];
    private readonly List<string> _mapped = [];
    private readonly ParameterPack? _maps;
    private readonly PatchWhitening _whitening;
    private readonly Muon _muon;
    // Biases and maps between channels, which have no singular values.
    private readonly List<(Tensor Numbers, Optimiser Optimiser)> _adam = [];
    private readonly (Tensor Weights, Tensor Biases) _average;
    private readonly Tensor _sums;

    public FeatureTrainer(
        NetworkDescription student, IReadOnlyList<TeacherSource> teachers, TrainingPictures pictures, FeatureRecipe recipe, Device device)
    {
        (_recipe, Device) = (recipe, device);
        Recipe = recipe.Describe(student.Name, pictures.Fingerprint, [.. teachers.Select(teacher => teacher.Weights.Sha256)]);
        _precision = recipe.Precision == TrainingPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = recipe.Precision != TrainingPrecision.Single;

        var shares = TeacherSource.Share(student, teachers);
        _random = new SplitMix64(recipe.Seed);
        try
        {
            _cutter = new CropCutter(pictures.Pictures, recipe.Crops.Side, device);
            AddPhotographs(pictures);
            _student = new Student(student, recipe.Seed, device);
            for (var teacher = 0; teacher < teachers.Count; teacher++)
            {
                if (shares[teacher].Count > 0)
                {
                    _teachers.Add(new Teacher(teachers[teacher].Description, teachers[teacher].Weights, shares[teacher], _photographs, _precision, device));
                }
            }

            PartNames = [.. _student.Taps.Select(tap => $"features {tap}"), .. _student.Taps.Select(tap => $"differences {tap}")];
            _mapped.AddRange(_student.Taps.Where(tap => TeacherOf(tap).Channels(tap) != _student.Channels(tap)));
            _maps = _mapped.Count > 0 ? DrawMaps() : null;
            _whitening = new PatchWhitening(_student.Weights, device);
            _muon = new Muon(_student.Weights, _whitening, _precision);
            foreach (var pack in (ParameterPack?[])[_student.Biases, _maps])
            {
                if (pack is not null)
                {
                    _adam.Add((pack.Numbers, new Optimiser(AdamOptions, pack.Numbers)));
                }
            }

            var sampler = new CropSampler(pictures.Pictures, recipe.Crops, recipe.Seed, Shares(pictures.Pictures));
            _noise = new NoiseSource(recipe.Crops.Side, NoiseSeed, device);
            _pairs = new PicturePairs(sampler, _cutter, _noise, device);
            _transfers = new Transfers(_student, sampler, _cutter, _noise, recipe, _precision, device);
            _sums = zeros(PartNames.Count, device: device).DetachFromDisposeScope();
            Centre(rate: 1);
            Centre(rate: 1);
            _average = (Copy(_student.Weights), Copy(_student.Biases));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> PartNames { get; }

    public string Recipe { get; }

    public Device Device { get; }

    public double LearningRate => _recipe.LearningRate;

    public bool IsTimed => _recipe.Minutes is not null;

    public double Done(int steps, double seconds) => _recipe.Minutes is { } minutes ? seconds / (60 * minutes) : (double)steps / _recipe.Steps;

    public void Step(int steps, double done)
    {
        using var scope = NewDisposeScope();
        var rate = _recipe.LearningRateAt(done);
        var batch = Pictures(steps);
        var taught = _teachers.SelectMany(teacher => teacher.Run(batch)).ToDictionary();
        var isForced = done < _recipe.Forced;
        var shown = new Dictionary<string, Tensor>();
        var features = _student.Run(batch, _student.Kernels(), _student.Taps, _precision, Pass);
        var parts = Losses(features, taught, out var loss);
        _student.Weights.Numbers.grad = null;
        foreach (var (numbers, _) in _adam)
        {
            numbers.grad = null;
        }

        loss.backward();
        using var free = no_grad();

        var isEarly = steps < 100;
        if (steps % (isEarly ? 5 : 25) == 0)
        {
            _whitening.Measure(_student.Sources(batch, shown), kept: steps == 0 ? 0 : 0.8);
        }

        foreach (var (numbers, optimiser) in _adam)
        {
            // No tap that counts may need a map.
            if (numbers.grad is { } gradient)
            {
                optimiser.Step(gradient, rate, steps);
            }
        }

        _muon.Step(rate);
        Average(steps);
        if (steps % (isEarly ? 5 : 25) == 0)
        {
            _student.Centre(shown, steps < 50 ? 1 : 0.2, [_average]);
        }

        _sums.add_(parts.detach(), One);

        // Each stretch of layers between taps that have their teacher's channels learns by itself. Gradients of all taps at once would
        // not: what the deeper ones ask for moves the first layers away from what they have learned.
        Tensor Pass(string tap, Tensor own)
        {
            var next = _mapped.Contains(tap) ? own : isForced ? taught[tap] : own.detach().MoveToOuterDisposeScope();
            shown.Add(tap, next);
            return next;
        }
    }

    public TrainingPoint? Look(int steps, bool isDone)
    {
        if (steps % _recipe.CurveEvery != 0)
        {
            return null;
        }

        double[] parts = [.. FiniteNumbers.Loss(_sums, steps, LearningRate).Select(sum => (double)sum / _recipe.CurveEvery)];
        _sums.zero_();
        return new TrainingPoint(steps, parts.Sum(), parts);
    }

    public IReadOnlyList<(string Name, Tensor Numbers)> Numbers()
    {
        var numbers = new List<(string, Tensor)>
        {
            ("weights", _student.Weights.Numbers), ("biases", _student.Biases.Numbers), ("average weights", _average.Weights), ("average biases", _average.Biases),
            ("muon", _muon.Mean), ("curve", _sums),
        };
        numbers.AddRange(_whitening.Moments.Select((moments, index) => (Invariant($"patches {index}"), moments)));
        if (_maps is not null)
        {
            numbers.Add(("maps", _maps.Numbers));
        }

        numbers.AddRange(_student.Centres.Select((centre, index) => (Invariant($"centre {index}"), centre)));
        numbers.AddRange(
            from place in _adam.Index()
            from own in place.Item.Optimiser.State
            select (Invariant($"adam {place.Index} {own.Name}"), own.Numbers));

        return numbers;
    }

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Besides() => [.. _transfers.State.Select(pair => (TransferPrefix + pair.Key, TensorCopy.ToMemory(pair.Value)))];

    public void Restore(IReadOnlyDictionary<string, Tensor<float>> saved, int steps)
    {
        _transfers.Restore(saved.Where(pair => pair.Key.StartsWith(TransferPrefix, StringComparison.Ordinal)).ToDictionary(
            pair => pair.Key[TransferPrefix.Length..], pair => TensorCopy.ToDevice(pair.Value, Device).DetachFromDisposeScope()));
        _whitening.Factor();
    }

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var kernels = _recipe.Averaging > 0
            ? _student.Kernels(_student.Weights.Views(_average.Weights), _student.Biases.Views(_average.Biases))
            : _student.Kernels();
        var means = TapScales.Measure(_photographs, _student.Taps, batch => _student.Run(batch, kernels, _student.Taps, ScalarType.Float32));

        // Where channels are compared with channels the scale is the teacher's already.
        return _student.Export(TapScales.Scale(kernels, [.. _student.Taps.Select((tap, index) => _mapped.Contains(tap) ? means[index].Mean : (double?)null)]));
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable?[])[.. _adam.Select(own => own.Optimiser), _muon, _whitening, _transfers, _noise, _cutter, _maps, _student, _sums, _average.Weights, _average.Biases, .. _teachers, .. _photographs])
        {
            part?.Dispose();
        }
    }

    private const string TransferPrefix = "transfers ";

    // A folder counts as much as the square root of its pictures, lest a thousand textures drown fifty photographs.
    private static double[] Shares(IReadOnlyList<TrainingPicture> pictures)
    {
        static string Folder(TrainingPicture picture) => picture.Name.Split('/')[0];
        var counts = pictures.CountBy(Folder).ToDictionary();
        return [.. pictures.Select(picture => 1 / Math.Sqrt(counts[Folder(picture)]))];
    }

    private static Tensor Copy(ParameterPack numbers) => numbers.Numbers.detach().clone().DetachFromDisposeScope();

    private void AddPhotographs(TrainingPictures pictures)
    {
        var sampler = new CropSampler(pictures.Pictures, new CropOptions { Side = _recipe.Crops.Side }, ScaleSeed);
        for (var batch = 0; batch < ScaleBatches; batch++)
        {
            var choices = Enumerable.Range(batch * ScaleBatch, ScaleBatch).Select(crop => sampler.Choose((ulong)crop)).ToArray();
            _photographs.Add(_cutter.Cut(choices).DetachFromDisposeScope());
        }
    }

    private ParameterPack DrawMaps()
    {
        using var scope = NewDisposeScope();
        var values = new List<Tensor>();
        var random = _random.Jump(MapSeed);
        foreach (var tap in _mapped)
        {
            var (from, to) = (_student.Channels(tap), TeacherOf(tap).Channels(tap));
            var numbers = new float[from * to];
            random.FillNormal(numbers, Math.Sqrt(1.0 / from));
            values.Add(tensor(numbers, [to, from, 1, 1], device: Device));
            values.Add(zeros(to, device: Device));
        }

        return new ParameterPack(values);
    }

    private Teacher TeacherOf(string tap) => _teachers.Find(teacher => teacher.Taps.Contains(tap))!;

    // First pictures, then second ones, those of the transfers before the others.
    private Tensor Pictures(int steps)
    {
        var random = _random.Jump((ulong)steps);
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var (first, second) = (new List<Tensor>(), new List<Tensor>());
        if (_transfers.Count > 0)
        {
            var (before, after) = _transfers.Step(steps, random.Jump(0), _student.Kernels());
            first.Add(before);
            second.Add(after);
        }

        if (_recipe.Pairs > _transfers.Count)
        {
            var (x, y) = _pairs.Make(random.Jump(1), _recipe.Pairs - _transfers.Count);
            first.Add(x);
            second.Add(y);
        }

        return cat([.. first, .. second], 0).MoveToOuterDisposeScope();
    }

    private Tensor Losses(Dictionary<string, Tensor> features, Dictionary<string, Tensor> taught, out Tensor loss)
    {
        var parts = Enumerable.Repeat(zeros([], device: Device), PartNames.Count).ToArray();
        var maps = _maps?.Views();
        loss = zeros(1, device: Device);
        foreach (var (place, tap) in _student.Taps.Index())
        {
            var weight = _recipe.TapWeights.GetValueOrDefault(tap, 1);
            if (weight > 0)
            {
                var index = _mapped.IndexOf(tap);
                var (own, differences) = TapMatch.Compare(
                    features[tap], taught[tap], index < 0 ? null : new Kernel(maps![2 * index], maps[(2 * index) + 1]), TeacherOf(tap).Square(tap));
                loss = loss.Plus(own.Plus(differences * Held(_recipe.Differences)) * Held(weight));
                (parts[place], parts[_student.Taps.Count + place]) = (own.detach(), differences.detach());
            }
        }

        loss = loss.sum();
        return stack(parts, 0);
    }

    // The first steps count more: the mean of few numbers is a mean of those few.
    private void Average(int steps)
    {
        using var scope = NewDisposeScope();
        var kept = Math.Min(_recipe.Averaging, (1.0 + steps) / (10.0 + steps));
        _average.Weights.mul_(Held(kept)).add_(_student.Weights.Numbers, Held(1 - kept));
        _average.Biases.mul_(Held(kept)).add_(_student.Biases.Numbers, Held(1 - kept));
    }

    private void Centre(double rate)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        _student.Centre(_student.Run(_photographs[0], _student.Kernels(), _student.Taps, ScalarType.Float32), rate, []);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
