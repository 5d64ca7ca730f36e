using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>A network on a device whose numbers are moved by Adam (Kingma and Ba 2015), and whose normalisations measure as they go.</summary>
internal sealed class Learner : IDisposable
{
    private const double MeanShare = 0.9;
    private const double SquaresShare = 0.999;
    private const double Epsilon = 1e-8;

    private readonly NetworkDescription _description;
    private readonly List<(int Layer, int Parameter, int Place)> _learned = [];
    private readonly Tensor[][] _others;
    private readonly ParameterPack _pack;
    private readonly Tensor _mean;
    private readonly Tensor _squares;
    private readonly TorchTraining _training;
    private int _steps;

    /// <summary>Begins with random filters.</summary>
    /// <param name="description">The network.</param>
    /// <param name="seed">Any number; the same one gives the same first weights.</param>
    /// <param name="biases">For each output, by its tap, the biases that it begins with; its filters begin a tenth as large, so that little but those is said at first.</param>
    /// <param name="device">Where to compute.</param>
    public Learner(NetworkDescription description, ulong seed, IReadOnlyDictionary<string, float[]> biases, Device device)
    {
        _description = description;
        _others = new Tensor[description.Layers.Count][];
        using var scope = NewDisposeScope();
        using var weights = RandomWeights.Make(description, seed);
        var values = new List<Tensor>();
        for (var layer = 0; layer < _others.Length; layer++)
        {
            var parameters = description.Layers[layer].Parameters;
            _others[layer] = new Tensor[parameters.Count];
            for (var parameter = 0; parameter < parameters.Count; parameter++)
            {
                var first = weights[$"{description.Layers[layer].Name}.{parameters[parameter].Name}"];
                if (biases.TryGetValue(description.Layers[layer].Tap, out var bias))
                {
                    Begin(first, bias);
                }

                var numbers = TensorCopy.ToDevice(first, device);
                if (parameters[parameter].Name.StartsWith("running_", StringComparison.Ordinal))
                {
                    _others[layer][parameter] = numbers.DetachFromDisposeScope();
                }
                else
                {
                    _learned.Add((layer, parameter, values.Count));
                    values.Add(numbers);
                }
            }
        }

        _pack = new ParameterPack(values);
        _mean = zeros_like(_pack.Numbers).detach().DetachFromDisposeScope();
        _squares = zeros_like(_pack.Numbers).detach().DetachFromDisposeScope();
        _training = new TorchTraining(new Generator(seed, device), _ => true);
    }

    /// <summary>Shows the network pictures.</summary>
    /// <param name="source">As its first layer wants them.</param>
    /// <param name="taps">The places to look at.</param>
    /// <returns>What each tap shows, in the dispose scope around the call; gradients lead back to the network's numbers.</returns>
    public Dictionary<string, Tensor> Forward(Tensor source, params string[] taps)
    {
        var parameters = Parameters();
        return TorchGraph.Run(_description, source, layer => parameters[layer], taps, PoolingKind.Maximum, BorderMode.Zero, training: _training);
    }

    /// <summary>Moves all numbers against their gradients, which are forgotten.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var gradient = _pack.Numbers.grad!;
        _steps++;
        _mean.mul_(Held(MeanShare)).add_(gradient, Held(1 - MeanShare));
        _squares.mul_(Held(SquaresShare)).addcmul_(gradient, gradient, Held(1 - SquaresShare));
        var (mean, squares) = (1 - Math.Pow(MeanShare, _steps), 1 - Math.Pow(SquaresShare, _steps));
        _pack.Numbers.addcdiv_(_mean, _squares.div(Held(squares)).sqrt_().add_(Held(Epsilon)), Held(-rate / mean));
        _pack.Numbers.grad!.zero_();
    }

    /// <summary>Names and tensors as weight files have them; the caller disposes the tensors.</summary>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Export()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var parameters = Parameters();
        return
        [
            .. from layer in _description.Layers.Index()
               from parameter in layer.Item.Parameters.Zip(parameters[layer.Index])
               select ($"{layer.Item.Name}.{parameter.First.Name}", TensorCopy.ToMemory(parameter.Second)),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pack.Dispose();
        _mean.Dispose();
        _squares.Dispose();
        foreach (var tensor in _others.SelectMany(layer => layer))
        {
            tensor?.Dispose();
        }

        _training.Generator.Dispose();
    }

    private static void Begin(Tensor<float> first, float[] bias)
    {
        if (first.Shape.Rank == 1)
        {
            bias.CopyTo(first.Span);
            return;
        }

        foreach (ref var number in first.Span)
        {
            number *= 0.1f;
        }
    }

    private Tensor[][] Parameters()
    {
        var views = _pack.Views();
        Tensor[][] parameters = [.. _others.Select(layer => layer.ToArray())];
        foreach (var (layer, parameter, place) in _learned)
        {
            parameters[layer][parameter] = views[place];
        }

        return parameters;
    }
}
