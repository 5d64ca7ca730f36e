using StyleForge.Engine.Optimisation;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Training.Crops;
using StyleForge.Training.Networks;
using StyleForge.Training.Pictures;
using TorchSharp.Modules;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>What <see cref="FeatureTraining"/> does, once libtorch is loaded.</summary>
internal sealed class FeatureTrainer : IDisposable
{
    // Crops that scales are measured on; no step of the training draws their numbers.
    private const ulong ScaleSeed = 0x5CA1E;
    private const int ScaleBatches = 3;
    private const int ScaleBatch = 32;

    private const ulong NoiseSeed = 0x0153;

    // Apart from the numbers that steps draw.
    private const ulong MapSeed = 0x3A95;

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(50);

    private readonly FeatureRecipe _recipe;
    private readonly TimeProvider _time;
    private readonly Device _device;
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
    private readonly Adam _adam;
    private readonly (Tensor Weights, Tensor Biases) _average;
    private readonly Tensor _sums;
    private double _secondsBefore;
    private long _begun;

    public FeatureTrainer(
        NetworkDescription student, IReadOnlyList<TeacherSource> teachers, TrainingPictures pictures, FeatureRecipe recipe, Device device, TimeProvider time)
    {
        (_recipe, _device, _time) = (recipe, device, time);
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
            _adam = optim.Adam(_maps is null ? [_student.Biases.Numbers] : [_student.Biases.Numbers, _maps.Numbers], recipe.LearningRate, beta1: 0.9, beta2: 0.99);

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

    public string DeviceName => TrainingDevice.NameOf(_device);

    public int StepsDone { get; private set; }

    private double Seconds => _secondsBefore + _time.GetElapsedTime(_begun).TotalSeconds;

    private double Done => _recipe.Minutes is { } minutes ? Seconds / (60 * minutes) : (double)StepsDone / _recipe.Steps;

    public void Resume(TrainingState state)
    {
        if (state.Recipe != Recipe)
        {
            throw new ArgumentException($"The checkpoint is of another recipe ({state.Recipe}) than this run ({Recipe}).", nameof(state));
        }

        var saved = state.Tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor);
        _transfers.Restore(saved.Where(pair => pair.Key.StartsWith(TransferPrefix, StringComparison.Ordinal)).ToDictionary(
            pair => pair.Key[TransferPrefix.Length..], pair => TensorCopy.ToDevice(pair.Value, _device).DetachFromDisposeScope()));
        foreach (var (name, own) in Numbers())
        {
            if (!saved.TryGetValue(name, out var numbers) || numbers.Length != own.numel())
            {
                throw new ArgumentException($"The checkpoint lacks {own.numel()} numbers of '{name}'.", nameof(state));
            }

            TensorCopy.Copy(numbers, own);
        }

        _whitening.Factor();
        foreach (var moments in Moments())
        {
            moments.step = state.Step;
        }

        (StepsDone, _secondsBefore) = (state.Step, state.Seconds);
    }

    public void Run(Action<TrainingPoint> observe, Action<TrainingState> save, Action<TrainingReach>? stepped, CancellationToken cancellation)
    {
        _begun = _time.GetTimestamp();
        var (last, kept) = (_begun, StepsDone);
        while (Done < 1)
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
            stepped?.Invoke(new TrainingReach(StepsDone, Math.Min(1, Done)));
            if (StepsDone % _recipe.CurveEvery == 0)
            {
                observe(TakePoint());
            }

            if (_time.GetElapsedTime(last) >= BetweenCheckpoints)
            {
                Save(save);
                (last, kept) = (_time.GetTimestamp(), StepsDone);
            }
        }

        RequireFinite(_sums);
        Save(save);
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
        foreach (var part in (IDisposable?[])[_adam, _muon, _whitening, _transfers, _noise, _cutter, _maps, _student, _sums, _average.Weights, _average.Biases, .. _teachers, .. _photographs])
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
            values.Add(tensor(numbers, [to, from, 1, 1], device: _device));
            values.Add(zeros(to, device: _device));
        }

        return new ParameterPack(values);
    }

    private Teacher TeacherOf(string tap) => _teachers.Find(teacher => teacher.Taps.Contains(tap))!;

    private void Step()
    {
        using var scope = NewDisposeScope();
        var rate = _recipe.LearningRateAt(Done);
        var batch = Pictures(_random.Jump((ulong)StepsDone));
        var taught = _teachers.SelectMany(teacher => teacher.Run(batch)).ToDictionary();
        var isForced = Done < _recipe.Forced;
        var shown = new Dictionary<string, Tensor>();
        var features = _student.Run(batch, _student.Kernels(), _student.Taps, _precision, Pass);
        var parts = Losses(features, taught, out var loss);
        _student.Weights.Numbers.grad = null;
        _adam.zero_grad();
        loss.backward();
        using var free = no_grad();
        foreach (var group in _adam.ParamGroups)
        {
            group.LearningRate = rate;
        }

        var isEarly = StepsDone < 100;
        if (StepsDone % (isEarly ? 5 : 25) == 0)
        {
            _whitening.Measure(_student.Sources(batch, shown), kept: StepsDone == 0 ? 0 : 0.8);
        }

        _adam.step();
        _muon.Step(rate);
        Average();
        if (StepsDone % (isEarly ? 5 : 25) == 0)
        {
            _student.Centre(shown, StepsDone < 50 ? 1 : 0.2, [_average]);
        }

        _sums.add_(parts.detach());

        // Each stretch of layers between taps that have their teacher's channels learns by itself. Gradients of all taps at once would
        // not: what the deeper ones ask for moves the first layers away from what they have learned.
        Tensor Pass(string tap, Tensor own)
        {
            var next = _mapped.Contains(tap) ? own : isForced ? taught[tap] : own.detach().MoveToOuterDisposeScope();
            shown.Add(tap, next);
            return next;
        }
    }

    // First pictures, then second ones, those of the transfers before the others.
    private Tensor Pictures(SplitMix64 random)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var (first, second) = (new List<Tensor>(), new List<Tensor>());
        if (_transfers.Count > 0)
        {
            var (before, after) = _transfers.Step(StepsDone, random.Jump(0), _student.Kernels());
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
        var parts = Enumerable.Repeat(zeros([], device: _device), PartNames.Count).ToArray();
        var maps = _maps?.Views();
        loss = zeros(1, device: _device);
        foreach (var (place, tap) in _student.Taps.Index())
        {
            var weight = _recipe.TapWeights.GetValueOrDefault(tap, 1);
            if (weight > 0)
            {
                var index = _mapped.IndexOf(tap);
                var (own, differences) = TapMatch.Compare(
                    features[tap], taught[tap], index < 0 ? null : new Kernel(maps![2 * index], maps[(2 * index) + 1]), TeacherOf(tap).Square(tap));
                loss = loss + ((own + (differences * Held(_recipe.Differences))) * Held(weight));
                (parts[place], parts[_student.Taps.Count + place]) = (own.detach(), differences.detach());
            }
        }

        loss = loss.sum();
        return stack(parts, 0);
    }

    // The first steps count more: the mean of few numbers is a mean of those few.
    private void Average()
    {
        using var scope = NewDisposeScope();
        var kept = Math.Min(_recipe.Averaging, (1.0 + StepsDone) / (10.0 + StepsDone));
        _average.Weights.mul_(Held(kept)).add_(_student.Weights.Numbers, Held(1 - kept));
        _average.Biases.mul_(Held(kept)).add_(_student.Biases.Numbers, Held(1 - kept));
    }

    private void Centre(double rate)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        _student.Centre(_student.Run(_photographs[0], _student.Kernels(), _student.Taps, ScalarType.Float32), rate, []);
    }

    private TrainingPoint TakePoint()
    {
        RequireFinite(_sums);
        using var means = TensorCopy.ToMemory(_sums);
        double[] parts = [.. means.Span.ToArray().Select(sum => (double)sum / _recipe.CurveEvery)];
        _sums.zero_();
        return new TrainingPoint(StepsDone, parts.Sum(), parts);
    }

    private void RequireFinite(Tensor sums)
    {
        using var numbers = TensorCopy.ToMemory(sums);
        RequireFinite(numbers, "The loss");
    }

    private void RequireFinite(Tensor<float> numbers, string what)
    {
        foreach (var number in numbers.Span)
        {
            if (!float.IsFinite(number))
            {
                throw new OptimisationException(FormattableString.Invariant($"{what} is no longer a number at step {StepsDone}: lower the learning rate ({_recipe.LearningRate})."));
            }
        }
    }

    private void Save(Action<TrainingState> save)
    {
        using var state = new TrainingState(
            StepsDone,
            _recipe.Minutes is null ? 0 : Seconds,
            Done >= 1,
            Recipe,
            [
                .. Numbers().Select(pair => (pair.Name, TensorCopy.ToMemory(pair.Numbers))),
                .. _transfers.State.Select(pair => (TransferPrefix + pair.Key, TensorCopy.ToMemory(pair.Value))),
            ]);

        // The last good checkpoint stays: nothing comes of one that holds what is no number.
        foreach (var (name, numbers) in state.Tensors)
        {
            RequireFinite(numbers, $"Something in '{name}'");
        }

        save(state);
    }

    private IReadOnlyList<Adam.State> Moments() => [.. _adam.state_dict().State.Cast<Adam.State>()];

    private List<(string Name, Tensor Numbers)> Numbers()
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
        foreach (var (index, moments) in Moments().Index())
        {
            numbers.Add((Invariant($"adam {index} mean"), moments.exp_avg));
            numbers.Add((Invariant($"adam {index} square"), moments.exp_avg_sq));
        }

        return numbers;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
