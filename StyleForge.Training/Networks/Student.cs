using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>
/// The network in training. Rectified activations have a large mean, which hides what varies, so a convolution is learned as
/// <c>W·(x − m) + c</c> with m the mean of each source channel, measured now and then: the same function in other
/// coordinates, in which the gradient by W says nothing of the mean.
/// </summary>
internal sealed class Student : IDisposable
{
    private readonly FeatureChain _chain;
    private readonly Tensor[] _centres;

    /// <summary>Draws the first weights (He et al. 2015).</summary>
    /// <param name="description">The network.</param>
    /// <param name="seed">Any number; the same one gives the same weights.</param>
    /// <param name="device">Where it lies.</param>
    public Student(NetworkDescription description, ulong seed, Device device)
    {
        Description = description;
        _chain = new FeatureChain(description, description.Facts.Input, device);
        using var first = RandomWeights.Make(description, seed);
        using var scope = NewDisposeScope();
        Tensor[] Values(string part) => [.. _chain.Convolutions.Select(convolution => TensorCopy.ToDevice(first[$"{convolution.Name}.{part}"], device))];
        (Weights, Biases) = (new ParameterPack(Values("weight")), new ParameterPack(Values("bias")));
        _centres = [.. _chain.Convolutions.Select(convolution => zeros(convolution.SourceChannels, device: device).DetachFromDisposeScope())];
    }

    /// <summary>The network as data.</summary>
    public NetworkDescription Description { get; }

    /// <summary>The taps, first to last.</summary>
    public IReadOnlyList<string> Taps => _chain.Taps;

    /// <summary>The kernels.</summary>
    public ParameterPack Weights { get; }

    /// <summary>c of each convolution.</summary>
    public ParameterPack Biases { get; }

    /// <summary>m of each convolution; that of the first, which sees pictures, stays 0.</summary>
    public IReadOnlyList<Tensor> Centres => _centres;

    /// <summary>Channels at a tap.</summary>
    public int Channels(string tap) => _chain.Channels(tap);

    /// <summary>The convolutions as they are now, with biases for sources that nothing is taken off. Where gradients are on, they lead back to the learned numbers.</summary>
    public Kernel[] Kernels() => Kernels(Weights.Views(), Biases.Views());

    /// <summary>The same of other numbers than the network's own, such as running means of them.</summary>
    public Kernel[] Kernels(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> biases) =>
        [.. weights.Select((own, index) => new Kernel(own, biases[index] - own.sum([2L, 3L]).mv(_centres[index])))];

    /// <summary>Looks at pictures; see <see cref="FeatureChain.Run"/>.</summary>
    public Dictionary<string, Tensor> Run(Tensor pictures, IReadOnlyList<Kernel> kernels, IReadOnlyCollection<string> taps, ScalarType precision, Func<string, Tensor, Tensor>? pass = null) =>
        _chain.Run(pictures, kernels, taps, precision, pass);

    /// <summary>Moves every m some of the way to what is measured, and c so that the network stays what it is.</summary>
    /// <param name="features">Features of all taps.</param>
    /// <param name="rate">How far, 0 to 1.</param>
    /// <param name="others">Running means of weights and biases, which are kept in the same coordinates.</param>
    public void Centre(IReadOnlyDictionary<string, Tensor> features, double rate, IReadOnlyList<(Tensor Weights, Tensor Biases)> others)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        (Tensor[] Weights, Tensor[] Biases)[] all =
            [(Weights.Views(), Biases.Views()), .. others.Select(other => (Weights.Views(other.Weights), Biases.Views(other.Biases)))];
        for (var index = 1; index < _centres.Length; index++)
        {
            var mean = features[Taps[index - 1]].detach().to(ScalarType.Float32).mean([0L, 2L, 3L]);
            var step = (mean - _centres[index]) * Held(rate);
            foreach (var (weights, biases) in all)
            {
                biases[index].add_(weights[index].sum([2L, 3L]).mv(step), One);
            }

            _centres[index].add_(step, One);
        }
    }

    /// <summary>What each convolution sees, less its centres, with the border of one around it.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="features">Their features at all taps.</param>
    public IReadOnlyList<Tensor> Sources(Tensor pictures, IReadOnlyDictionary<string, Tensor> features) =>
        [.. _centres.Select((centre, index) => _chain.Source(index, pictures, features).detach().to(ScalarType.Float32) - centre.view(1, -1, 1, 1))];

    /// <summary>Names and tensors of some kernels, as weight files have them; the caller disposes them.</summary>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Export(IReadOnlyList<Kernel> kernels) =>
    [
        .. _chain.Convolutions.Zip(kernels).SelectMany(pair => ((string, Tensor<float>)[])
        [
            ($"{pair.First.Name}.weight", TensorCopy.ToMemory(pair.Second.Weights)), ($"{pair.First.Name}.bias", TensorCopy.ToMemory(pair.Second.Bias)),
        ]),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _chain.Dispose();
        Weights.Dispose();
        Biases.Dispose();
        foreach (var centre in _centres)
        {
            centre.Dispose();
        }
    }
}
