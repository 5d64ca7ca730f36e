using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Training;

namespace StyleForge.Tests.Models.Training;

public sealed class ParameterLayoutTests
{
    [Fact]
    public void Layers_follow_one_another_weights_before_bias()
    {
        var layout = new ParameterLayout(Vgg.Forge);

        Assert.Equal(new ParameterSlot("features.0.weight", [16, 3, 3, 3], 0), layout.Slots[0]);
        Assert.Equal(new ParameterSlot("features.0.bias", [16], 432), layout.Slots[1]);
        Assert.Equal(new ParameterSlot("features.2.weight", [16, 16, 3, 3], 448), layout.Slots[2]);
        Assert.Equal(2 * 13, layout.Slots.Count);
        var end = 0;
        foreach (var slot in layout.Slots)
        {
            Assert.Equal(end, slot.Offset);
            end += slot.Shape.ElementCount;
        }

        Assert.Equal(end, layout.Length);
        Assert.Equal(Vgg.Forge.Describe([1, 3, 32, 32]).Rows.Sum(row => row.Parameters), layout.Length);
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        var layout = new ParameterLayout(Vgg.Forge);
        using var network = Network<float>.BuildRandom(Vgg.Forge, 1);
        using var vector = new Tensor<float>([layout.Length]);
        layout.Read(network, vector);
        foreach (var slot in layout.Slots)
        {
            var parameter = network.Layers.SelectMany(layer => layer.Parameters).Single(parameter => parameter.Name == slot.Name);
            Assert.Equal(parameter.Value.Span, vector.Span.Slice(slot.Offset, slot.Shape.ElementCount));
        }

        for (var i = 0; i < vector.Length; i++)
        {
            vector.Span[i] = i;
        }

        layout.Write(vector, network);
        Assert.Equal(layout.Slots[^1].Offset, network.Layers[^2].Parameters[1].Value.Span[0]);
        using var again = new Tensor<float>([layout.Length]);
        layout.Read(network, again);
        Assert.Equal(vector.Span, again.Span);
    }

    [Fact]
    public void Another_network_or_another_length_is_refused_with_a_sentence()
    {
        var layout = new ParameterLayout(Vgg.Forge);
        using var network = Network<float>.BuildRandom(Vgg.Forge, 1, new NetworkOptions { LastTap = "relu1_2" });
        using var vector = new Tensor<float>([layout.Length]);
        using var shorter = new Tensor<float>([3]);
        Assert.StartsWith(
            "The network ends where the layout has 'features.5.weight' of shape 32×16×3×3.", Assert.Throws<ArgumentException>(() => layout.Read(network, vector)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"The parameters are {layout.Length} numbers, but the vector has 3.", Assert.Throws<ArgumentException>(() => layout.Write(shorter, network)).Message, StringComparison.Ordinal);
        using var other = Network<float>.BuildRandom(Vgg.Forge with { Layers = [new ConvolutionDescription("features.0", "conv1_1", 3, 5), .. Vgg.Forge.Layers.Skip(1).Take(1)] }, 1);
        Assert.StartsWith(
            "The network has 'features.0.weight' of shape 5×3×3×3 where the layout has 'features.0.weight' of shape 16×3×3×3.", Assert.Throws<ArgumentException>(() => layout.Read(other, vector)).Message, StringComparison.Ordinal);
    }
}
