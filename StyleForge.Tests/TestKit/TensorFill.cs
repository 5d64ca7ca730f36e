using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.TestKit;

/// <summary>Fills tensors with numbers that depend on a seed alone.</summary>
public static class TensorFill
{
    /// <summary>A new tensor of whole numbers from −limit to limit: small enough and every sum is exact.</summary>
    public static Tensor<float> Whole(Shape shape, int seed, int limit = 4)
    {
        var random = new Random(seed);
        var tensor = new Tensor<float>(shape);
        foreach (ref var x in tensor.Span)
        {
            x = random.Next(-limit, limit + 1);
        }

        tensor.Span[0] = limit;
        return tensor;
    }

    /// <summary>A new tensor of random numbers from −1 to 1.</summary>
    public static Tensor<T> Uniform<T>(Shape shape, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var tensor = new Tensor<T>(shape);
        foreach (ref var x in tensor.Span)
        {
            x = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return tensor;
    }

    /// <summary>
    /// A new tensor of numbers from −1 to 1 that are all different and none near 0, in random order: no element is near
    /// the kink of a ReLU, and no two compete for a maximum.
    /// </summary>
    public static Tensor<double> AwayFromKinks(Shape shape, int seed)
    {
        var tensor = new Tensor<double>(shape);
        for (var i = 0; i < tensor.Length; i++)
        {
            tensor.Span[i] = (((2 * i) + 1.0) / tensor.Length) - 1 + (0.25 / tensor.Length);
        }

        new Random(seed).Shuffle(tensor.Span);
        return tensor;
    }

    /// <summary>A new tensor of the same numbers in double precision.</summary>
    public static Tensor<double> Widen(Tensor<float> tensor)
    {
        var widened = new Tensor<double>(tensor.Shape);
        for (var i = 0; i < tensor.Length; i++)
        {
            widened.Span[i] = tensor.Span[i];
        }

        return widened;
    }
}
