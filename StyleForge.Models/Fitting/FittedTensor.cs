using System.Numerics;
using System.Runtime.InteropServices;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>A tensor of a weight file, and how it becomes one of a layer.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape as the layer wants it.</param>
/// <param name="Axes">For each extent of the file's tensor, in the order that the layer wants them, its place in the file; null where they lie so already.</param>
internal sealed record FittedTensor(string Name, Shape Shape, IReadOnlyList<int>? Axes)
{
    /// <summary>Says how a tensor becomes one of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="rank">How many extents the layer's tensor has.</param>
    /// <param name="layout">How the file lays tensors out.</param>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="there">Its shape in the file.</param>
    public static FittedTensor Of(LayerDescription layer, int rank, WeightLayout layout, string name, Shape there)
    {
        var inner = Enumerable.Range(0, Math.Max(0, there.Rank - 2));
        int[]? axes = (layout, layer) switch
        {
            _ when rank == 1 || there.Rank < 2 => null,
            (WeightLayout.TensorFlow, ConvolutionDescription { IsDepthwise: true }) => [there.Rank - 2, there.Rank - 1, .. inner],
            (WeightLayout.TensorFlow, ConvolutionDescription) => [there.Rank - 1, there.Rank - 2, .. inner],
            (not WeightLayout.Torch, FullyConnectedDescription) when there.Rank == 2 => [1, 0],
            _ => null,
        };
        var extents = (axes?.Select(axis => there[axis]) ?? there).ToList();
        if (layout == WeightLayout.TensorFlow && layer is ConvolutionDescription { IsDepthwise: true } && extents is [var source, var times, ..])
        {
            (extents[0], extents[1]) = (source * times, 1);
        }

        return new FittedTensor(name, layout == WeightLayout.Torch ? there : [.. Squeezed(extents, rank)], axes);
    }

    /// <summary>True where the set has it as the layer wants it.</summary>
    public bool IsIn(WeightSet weights) => Axes is null && weights[Name].Shape == Shape;

    /// <summary>Copies the numbers in the layer's order.</summary>
    /// <param name="there">The file's tensor.</param>
    public Tensor<T> Copy<T>(Tensor<float> there)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && Axes is null)
        {
            return Tensor<T>.From(Shape, MemoryMarshal.Cast<float, T>(there.Span));
        }

        var destination = new Tensor<T>(Shape);
        var from = there.Span;
        var to = destination.Span;
        if (Axes is null)
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = T.CreateChecked(from[i]);
            }

            return destination;
        }

        // An odometer over the layer's order, whose wheels move through the file in strides of their own.
        var extents = Axes.Select(axis => there.Shape[axis]).ToArray();
        var strides = Axes.Select(axis => there.Shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent)).ToArray();
        var wheels = new int[extents.Length];
        var place = 0;
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = T.CreateChecked(from[place]);
            for (var wheel = wheels.Length - 1; wheel >= 0; wheel--)
            {
                place += strides[wheel];
                if (++wheels[wheel] < extents[wheel])
                {
                    break;
                }

                place -= strides[wheel] * extents[wheel];
                wheels[wheel] = 0;
            }
        }

        return destination;
    }

    // Extents of 1 come and go at the ends, without a number being moved; what else is too many or too few is refused by the layer.
    private static List<int> Squeezed(List<int> extents, int rank)
    {
        while (extents.Count > rank && extents[^1] == 1)
        {
            extents.RemoveAt(extents.Count - 1);
        }

        while (extents.Count > rank && extents[0] == 1)
        {
            extents.RemoveAt(0);
        }

        while (extents.Count < rank)
        {
            extents.Add(1);
        }

        return extents;
    }
}
