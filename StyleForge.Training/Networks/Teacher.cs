using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Weights;
using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>A trained network that some taps of the student learn from, scaled by <see cref="TapScales"/>.</summary>
internal sealed class Teacher : IDisposable
{
    private readonly FeatureChain _chain;
    private readonly Dictionary<string, string> _own;
    private readonly double[] _squares;
    private readonly ScalarType _precision;
    private readonly Kernel[] _kernels;

    /// <summary>Takes the weights.</summary>
    /// <param name="description">The network as its weights have it.</param>
    /// <param name="weights">The weights, copied.</param>
    /// <param name="taps">The taps of the student that it teaches, each with its own.</param>
    /// <param name="photographs">Batches of photographs to scale it on.</param>
    /// <param name="precision">The numbers to calculate with.</param>
    /// <param name="device">Where it lies.</param>
    public Teacher(
        NetworkDescription description, WeightSet weights, IReadOnlyDictionary<string, string> taps, IReadOnlyList<Tensor> photographs, ScalarType precision, Device device)
    {
        (_own, _precision) = (new Dictionary<string, string>(taps), precision);
        using var scope = NewDisposeScope();
        _chain = new FeatureChain(description, description.Facts.InputOf(weights), device);
        try
        {
            var named = description.Rename(weights).ToDictionary();
            Kernel[] own =
            [
                .. _chain.Convolutions.Select(convolution => new Kernel(
                    TensorCopy.ToDevice(named[$"{convolution.Name}.weight"], device), TensorCopy.ToDevice(named[$"{convolution.Name}.bias"], device))),
            ];
            var all = _chain.Taps;
            var means = TapScales.Measure(photographs, all, batch => _chain.Run(batch, own, all, ScalarType.Float32));
            var scaled = TapScales.Scale(own, [.. means.Select(moments => (double?)moments.Mean)]);
            _kernels = [.. scaled.Select(kernel => new Kernel(kernel.Weights.to(precision, copy: true), kernel.Bias.to(precision, copy: true)))];
            _squares = [.. TapScales.Measure(photographs, Own, batch => _chain.Run(batch, _kernels, Own, precision)).Select(moments => moments.Square)];
        }
        catch
        {
            _chain.Dispose();
            throw;
        }

        // Last, so that nothing stays on the device where any of it fails.
        foreach (var kernel in _kernels)
        {
            kernel.Weights.DetachFromDisposeScope();
            kernel.Bias.DetachFromDisposeScope();
        }
    }

    /// <summary>The taps of the student that it teaches.</summary>
    public IReadOnlyList<string> Taps => [.. _own.Keys];

    private IReadOnlyList<string> Own => [.. _own.Values];

    /// <summary>Channels of what it shows for a tap of the student.</summary>
    public int Channels(string tap) => _chain.Channels(_own[tap]);

    /// <summary>The mean square of what it shows for a tap, on photographs.</summary>
    public double Square(string tap) => _squares[Taps.ToList().IndexOf(tap)];

    /// <summary>Looks at pictures.</summary>
    /// <returns>The features by taps of the student.</returns>
    public Dictionary<string, Tensor> Run(Tensor pictures)
    {
        using var free = no_grad();
        var features = _chain.Run(pictures, _kernels, Own, _precision);
        return _own.ToDictionary(pair => pair.Key, pair => features[pair.Value]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kernel in _kernels)
        {
            kernel.Weights.Dispose();
            kernel.Bias.Dispose();
        }

        _chain.Dispose();
    }
}
