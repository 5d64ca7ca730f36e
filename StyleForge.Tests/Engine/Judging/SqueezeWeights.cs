using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Engine.Judging;

/// <summary>Weights of SqueezeNet 1.1 and LPIPS made of random numbers, in the layout of the published files.</summary>
internal static class SqueezeWeights
{
    public static readonly int[] LinearLengths = [64, 128, 256, 384, 384, 512, 512];

    private static readonly (int Number, int Source, int Squeezed, int Expanded)[] Fires =
        [(3, 64, 16, 64), (4, 128, 16, 64), (6, 128, 32, 128), (7, 256, 32, 128), (9, 256, 48, 192), (10, 384, 48, 192), (11, 384, 64, 256), (12, 512, 64, 256)];

    public static WeightSet Make(int seed = 1)
    {
        var random = new Random(seed);
        var tensors = new List<(string, Tensor<float>)>();
        Add("features.0", 64, 3, 3);
        foreach (var (number, source, squeezed, expanded) in Fires)
        {
            Add($"features.{number}.squeeze", squeezed, source, 1);
            Add($"features.{number}.expand1x1", expanded, squeezed, 1);
            Add($"features.{number}.expand3x3", expanded, squeezed, 3);
        }

        Add("classifier.1", 10, 512, 1);
        return new WeightSet("squeeze.safetensors", new string('0', 64), tensors);

        void Add(string name, int destination, int source, int side)
        {
            // He et al. 2015: features keep their size from layer to layer.
            var deviation = Math.Sqrt(2.0 / (source * side * side));
            tensors.Add(($"{name}.weight", Numbers([destination, source, side, side], () => deviation * Math.Sqrt(3) * ((2 * random.NextDouble()) - 1))));
            tensors.Add(($"{name}.bias", Numbers([destination], () => 0.1 * ((2 * random.NextDouble()) - 1))));
        }
    }

    public static WeightSet MakeLinear(string ending = "", int seed = 2)
    {
        var random = new Random(seed);
        return new WeightSet(
            "lpips.safetensors", new string('0', 64), LinearLengths.Select((length, tap) => ($"lin{tap}{ending}", Numbers(ending.Length > 0 ? [1, length, 1, 1] : [length], random.NextDouble))));
    }

    private static Tensor<float> Numbers(Shape shape, Func<double> next)
    {
        var tensor = new Tensor<float>(shape);
        for (var i = 0; i < tensor.Length; i++)
        {
            tensor.Span[i] = (float)next();
        }

        return tensor;
    }
}
