using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Training;

/// <summary>
/// How all learned numbers of a network lie in one vector, which is what an optimiser works on: layer by layer, of each the
/// weights <c>(oc, ic, 3, 3)</c> and then the bias.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>The layout of a network's parameters.</summary>
    public ParameterLayout(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var slots = new List<ParameterSlot>();
        for (var index = 0; index < description.Layers.Count; index++)
        {
            var offset = description.ParameterOffset(index);
            foreach (var (name, shape) in description.Layers[index].Parameters)
            {
                slots.Add(new ParameterSlot($"{description.Layers[index].Name}.{name}", shape, offset));
                offset += shape.ElementCount;
            }
        }

        Slots = slots;
        Length = description.ParameterOffset(description.Layers.Count);
    }

    /// <summary>The learned tensors, in the order of the vector.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>Numbers of the vector.</summary>
    public int Length { get; }

    /// <summary>Copies a network's parameters into a vector.</summary>
    /// <exception cref="ArgumentException">The network or the vector is of another layout.</exception>
    public void Read(Network<float> network, Tensor<float> vector) =>
        Copy(network, vector, (parameter, part) => parameter.CopyTo(part));

    /// <summary>Copies a vector into a network's parameters. Runs see them after <see cref="Network{T}.Repack"/>.</summary>
    /// <exception cref="ArgumentException">The network or the vector is of another layout.</exception>
    public void Write(Tensor<float> vector, Network<float> network) =>
        Copy(network, vector, (parameter, part) => part.CopyTo(parameter));

    /// <summary>Refuses a vector of another length.</summary>
    internal void Check(Tensor<float> vector)
    {
        if (vector.Length != Length)
        {
            throw new ArgumentException($"The parameters are {Length} numbers, but the vector has {vector.Length}.", nameof(vector));
        }
    }

    private void Copy(Network<float> network, Tensor<float> vector, Action<Span<float>, Span<float>> copy)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(vector);
        Check(vector);
        var slot = 0;
        for (var index = 0; index < network.Layers.Count; index++)
        {
            // By number: the enumerator of a list behind an interface would be allocated at each step of a training.
            for (var own = 0; own < network.Layers[index].Parameters.Count; own++)
            {
                var parameter = network.Layers[index].Parameters[own];
                if (slot == Slots.Count || Slots[slot].Name != parameter.Name || Slots[slot].Shape != parameter.Value.Shape)
                {
                    throw new ArgumentException($"The network has '{parameter.Name}' of shape {parameter.Value.Shape} where the layout has {Describe(slot)}.", nameof(network));
                }

                copy(parameter.Value.Span, vector.Span.Slice(Slots[slot].Offset, parameter.Value.Length));
                slot++;
            }
        }

        if (slot < Slots.Count)
        {
            throw new ArgumentException($"The network ends where the layout has {Describe(slot)}.", nameof(network));
        }
    }

    private string Describe(int slot) => slot < Slots.Count ? $"'{Slots[slot].Name}' of shape {Slots[slot].Shape}" : "no more";
}
