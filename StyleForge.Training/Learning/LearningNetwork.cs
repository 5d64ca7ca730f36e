using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Training.Networks;
using static TorchSharp.torch;

namespace StyleForge.Training.Learning;

/// <summary>The weights of a network on a device: those that are learned in one row, and beside them what is measured or stays.</summary>
internal sealed class LearningNetwork : IDisposable
{
    // Place in the row of learned tensors, or −1 − place among the others; a list a layer.
    private readonly List<int[]> _places = [];
    private readonly List<Tensor> _others = [];
    private readonly List<int> _measured = [];
    private readonly ParameterPack _learned;

    /// <summary>Copies the first weights to the device.</summary>
    /// <param name="description">The network.</param>
    /// <param name="weights">Its weights, under its own names.</param>
    /// <param name="learns">Which layers learn, by their places.</param>
    /// <param name="device">Where to.</param>
    public LearningNetwork(NetworkDescription description, WeightSet weights, Predicate<int> learns, Device device)
    {
        Description = description;
        using var scope = NewDisposeScope();
        var learned = new List<Tensor>();
        var decays = new List<Tensor>();
        for (var index = 0; index < description.Layers.Count; index++)
        {
            var layer = description.Layers[index];
            var places = new List<int>();
            foreach (var (parameter, shape) in layer.Parameters)
            {
                var numbers = TensorCopy.ToDevice(weights[$"{layer.Name}.{parameter}"], device);
                var isMeasured = parameter.StartsWith("running_", StringComparison.Ordinal);
                if (learns(index) && !isMeasured)
                {
                    places.Add(learned.Count);
                    learned.Add(numbers);

                    // Biases and what normalisations scale and shift by are not drawn to 0.
                    decays.Add(shape.Rank > 1 ? ones(numbers.numel(), device: device) : zeros(numbers.numel(), device: device));
                    continue;
                }

                if (learns(index))
                {
                    _measured.Add(_others.Count);
                }

                places.Add(-1 - _others.Count);
                _others.Add(numbers);
            }

            _places.Add([.. places]);
        }

        Decays = cat(decays, 0);
        _learned = new ParameterPack(learned);

        // Last, so that nothing stays on the device where any of it fails.
        Decays.DetachFromDisposeScope();
        _others.ForEach(other => other.DetachFromDisposeScope());
        MeasuredNames = [.. description.Layers.SelectMany((layer, index) => layer.Parameters.Zip(_places[index], (parameter, place) => (Name: $"{layer.Name}.{parameter.Name}", Place: place)))
            .Where(own => own.Place < 0 && _measured.Contains(-1 - own.Place)).Select(own => own.Name)];
    }

    /// <summary>The network.</summary>
    public NetworkDescription Description { get; }

    /// <summary>All that is learned, in a row.</summary>
    public Tensor Numbers => _learned.Numbers;

    /// <summary>For each of them 1 where it is drawn to 0.</summary>
    public Tensor Decays { get; }

    /// <summary>Names of what is measured while the network learns: means and variances.</summary>
    public IReadOnlyList<string> MeasuredNames { get; }

    /// <summary>What is measured, as it is now.</summary>
    public IReadOnlyList<Tensor> Measured => [.. _measured.Select(place => _others[place])];

    /// <summary>The tensors of each layer, by its place. Where gradients are on, they lead back to <see cref="Numbers"/>.</summary>
    /// <param name="numbers">Other numbers than the network's own; null for these.</param>
    /// <param name="measured">Other measurements than the network's own; null for these.</param>
    public Func<int, IReadOnlyList<Tensor>> Parameters(Tensor? numbers = null, IReadOnlyList<Tensor>? measured = null)
    {
        var views = numbers is null ? _learned.Views() : _learned.Views(numbers);
        return layer =>
        [
            .. _places[layer].Select(place => place >= 0 ? views[place] : measured is not null && _measured.IndexOf(-1 - place) is >= 0 and var own ? measured[own] : _others[-1 - place]),
        ];
    }

    /// <summary>Names and tensors as weight files have them; the caller disposes the tensors.</summary>
    /// <param name="numbers">What was learned.</param>
    /// <param name="measured">What was measured.</param>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Export(Tensor numbers, IReadOnlyList<Tensor> measured)
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters(numbers, measured);
        return
        [
            .. from layer in Description.Layers.Index()
               from parameter in layer.Item.Parameters.Zip(parameters(layer.Index))
               select ($"{layer.Item.Name}.{parameter.First.Name}", TensorCopy.ToMemory(parameter.Second)),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _learned.Dispose();
        Decays.Dispose();
        _others.ForEach(other => other.Dispose());
    }
}
