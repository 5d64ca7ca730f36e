using StyleForge.Models.Fitting;
using StyleForge.Training.Crops;
using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>
/// Small style transfers through the network in training, all of them a step further at a time. Where their optimiser goes, the
/// network must see what its teachers see; photographs alone do not lead there.
/// </summary>
/// <remarks>
/// Content and style are compared as renders compare them by default: squared differences of features, and of Gram matrices, each as
/// a share of the target's own square (Gatys et al. 2016). Each picture is moved by Adam. An eighth of the transfers begins anew at a time.
/// </remarks>
internal sealed class Transfers : IDisposable
{
    private const int Groups = 8;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;

    private static readonly string[] StyleTaps = ["relu1_1", "relu2_1", "relu3_1", "relu3_3", "relu4_1", "relu5_1"];
    private static readonly string[] ContentTaps = ["relu3_3", "relu4_2"];

    private readonly Student _student;
    private readonly CropSampler _sampler;
    private readonly CropCutter _cutter;
    private readonly NoiseSource _noise;
    private readonly ScalarType _precision;
    private readonly Device _device;
    private readonly string[] _styleTaps;
    private readonly string[] _contentTaps;
    private readonly string[] _taps;
    private readonly int _life;
    private readonly int[] _starts;
    private readonly Dictionary<string, Tensor> _state = [];

    /// <summary>Takes memory.</summary>
    /// <param name="student">The network in training.</param>
    /// <param name="sampler">Chooses contents and styles.</param>
    /// <param name="cutter">Cuts them.</param>
    /// <param name="noise">What some transfers begin with.</param>
    /// <param name="recipe">How many, and how long they live.</param>
    /// <param name="precision">The numbers to calculate with.</param>
    /// <param name="device">Where.</param>
    public Transfers(Student student, CropSampler sampler, CropCutter cutter, NoiseSource noise, FeatureRecipe recipe, ScalarType precision, Device device)
    {
        (_student, _sampler, _cutter, _noise, _precision, _device) = (student, sampler, cutter, noise, precision, device);
        Count = recipe.VisitedPairs;
        _life = recipe.Life;
        var groups = Math.Min(Groups, Math.Max(1, Count));
        _starts = [.. Enumerable.Range(0, groups + 1).Select(group => group * Count / groups)];
        _styleTaps = [.. StyleTaps.Intersect(student.Taps)];
        _contentTaps = [.. ContentTaps.Intersect(student.Taps)];
        _taps = [.. _styleTaps.Union(_contentTaps)];
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>All that goes on from step to step, by name; empty before the first.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>Goes on from what <see cref="State"/> was.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, tensor) in state)
        {
            _state[name] = tensor;
        }
    }

    /// <summary>Goes a step. Called without gradients.</summary>
    /// <param name="step">The step of the training.</param>
    /// <param name="random">Decides, for transfers that begin, of what.</param>
    /// <param name="kernels">The student's, without gradients.</param>
    /// <returns>The pictures before and after the step, in the caller's dispose scope.</returns>
    public (Tensor Before, Tensor After) Step(int step, SplitMix64 random, IReadOnlyList<Kernel> kernels)
    {
        using var scope = NewDisposeScope();
        for (var group = 0; group < _starts.Length - 1; group++)
        {
            if (BornAt(step, group) == step)
            {
                Begin(_starts[group], _starts[group + 1] - _starts[group], random.Jump((ulong)group), kernels);
            }
        }

        var before = _state["picture"].clone();
        var gradient = Gradient(before, kernels);
        var (mean, square) = (_state["mean"], _state["square"]);
        mean.mul_(Held(Beta1)).add_(gradient, Held(1 - Beta1));
        square.mul_(Held(Beta2)).add_(gradient.Squared(), Held(1 - Beta2));
        float[] ages = [.. Enumerable.Range(0, Count).Select(transfer => (float)(step - BornAt(step, GroupOf(transfer)) + 1))];
        var rates = tensor([.. ages.Select(age => (float)(1 / (1 - Math.Pow(Beta1, age))))], [Count, 1, 1, 1], device: _device) * _state["rate"];
        var roots = tensor([.. ages.Select(age => (float)(1 / (1 - Math.Pow(Beta2, age))))], [Count, 1, 1, 1], device: _device);
        _state["picture"].sub_(rates * mean / (square * roots).sqrt_().Plus(1e-12)).clamp_(Held(-0.2), Held(1.2));
        return (before.MoveToOuterDisposeScope(), _state["picture"].clone().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    private static Tensor Gram(Tensor features)
    {
        var flat = features.view(features.shape[0], features.shape[1], -1);
        return flat.bmm(flat.transpose(1, 2)).to(ScalarType.Float32) / Held(flat.shape[2]);
    }

    private int GroupOf(int transfer) => Array.FindLastIndex(_starts, start => start <= transfer);

    // The groups begin anew one after the other, spread over a life.
    private int BornAt(int step, int group)
    {
        var offset = group * _life / (_starts.Length - 1);
        return step < offset ? 0 : step - ((step - offset) % _life);
    }

    private void Begin(int first, int count, SplitMix64 random, IReadOnlyList<Kernel> kernels)
    {
        using var scope = NewDisposeScope();
        var choices = Enumerable.Range(0, 2 * count).Select(_ => _sampler.Choose(random.Next())).ToArray();
        var pictures = _cutter.Cut(choices);
        var features = _student.Run(pictures, kernels, _taps, _precision);
        var begun = new Dictionary<string, Tensor>();
        foreach (var tap in _contentTaps)
        {
            begun[$"content {tap}"] = features[tap].narrow(0, 0, count).to(ScalarType.Float32);
        }

        foreach (var tap in _styleTaps)
        {
            begun[$"style {tap}"] = Gram(features[tap].narrow(0, count, count));
        }

        // Most transfers start from the content, some from noise around a grey.
        var numbers = new float[5 * count];
        for (var transfer = 0; transfer < count; transfer++)
        {
            var isNoise = random.NextDouble() < 0.25;
            var (grey, spread) = (0.3 + (0.4 * random.NextDouble()), 0.17 * random.NextDouble());
            numbers[transfer] = isNoise ? 0 : 1;
            numbers[count + transfer] = isNoise ? (float)grey : 0;
            numbers[(2 * count) + transfer] = isNoise ? (float)spread : 0;
            numbers[(3 * count) + transfer] = (float)(0.01 * Math.Pow(10, 0.8 * random.NextDouble()));
            numbers[(4 * count) + transfer] = (float)Math.Pow(10, 0.5 + (2.5 * random.NextDouble()));
        }

        var own = tensor(numbers, [5, count, 1, 1, 1], device: _device);
        var noise = _noise.Make([.. Enumerable.Repeat(NoiseGrain.Fine, count)], [.. Enumerable.Range(0, count).Select(_ => random.Next())]);
        var start = (own[0] * pictures.narrow(0, 0, count)).Plus(own[1]).Plus(own[2] * noise).clamp_(Held(0), Held(1));
        (begun["picture"], begun["mean"], begun["square"]) = (start, zeros_like(start), zeros_like(start));
        (begun["rate"], begun["style"]) = (own[3], own[4]);
        foreach (var (name, part) in begun)
        {
            if (!_state.TryGetValue(name, out var all))
            {
                _state[name] = all = zeros([Count, .. part.shape[1..]], device: _device).DetachFromDisposeScope();
            }

            all.narrow(0, first, count).copy_(part);
        }
    }

    // Each transfer's loss is its own, so the gradient of their sum is all of their gradients.
    private Tensor Gradient(Tensor pictures, IReadOnlyList<Kernel> kernels)
    {
        using var scope = NewDisposeScope();
        using var recorded = enable_grad();
        var x = pictures.detach().requires_grad_();
        var features = _student.Run(x, kernels, _taps, _precision);
        var loss = zeros(1, device: _device);
        foreach (var tap in _contentTaps)
        {
            loss = loss.Plus((Relative(features[tap].to(ScalarType.Float32), _state[$"content {tap}"]) / Held(_contentTaps.Length)).sum());
        }

        foreach (var tap in _styleTaps)
        {
            loss = loss.Plus((Relative(Gram(features[tap]), _state[$"style {tap}"]) * _state["style"].view(-1) / Held(_styleTaps.Length)).sum());
        }

        loss.sum().backward();
        return x.grad!.MoveToOuterDisposeScope();
    }

    private static Tensor Relative(Tensor own, Tensor target)
    {
        var axes = Enumerable.Range(1, (int)own.dim() - 1).Select(axis => (long)axis).ToArray();
        return (own - target).Squared().sum(axes) / target.Squared().sum(axes).Plus(1e-12);
    }
}
