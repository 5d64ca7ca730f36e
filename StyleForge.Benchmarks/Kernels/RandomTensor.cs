using StyleForge.Models.Tensors;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>Seeded tensors of numbers from −1 to 1.</summary>
internal static class RandomTensor
{
    public static Tensor<float> Make(Shape shape)
    {
        var random = new Random(1);
        var tensor = new Tensor<float>(shape);
        foreach (ref var x in tensor.Span)
        {
            x = (random.NextSingle() * 2) - 1;
        }

        return tensor;
    }
}
