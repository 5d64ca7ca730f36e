using System.Numerics;

namespace StyleForge.Models.Tensors;

/// <summary>
/// The activations of a layer, or the gradient by them, where they lie: a view of memory that somebody else owns, in one of
/// two layouts. Planar, one channel after the other, <c>[N·C][H·W]</c>; or blocked, sixteen channels of a position side by
/// side, <c>[C/16][H·W][16]</c>, where one vector load is one position and nothing needs packing.
/// </summary>
/// <remarks>
/// In both, a plane is a run of positions, each of <see cref="Lanes"/> numbers. Lanes past the last channel are zero in
/// activations and mean nothing in gradients. The view is valid as long as its owner says.
/// </remarks>
public readonly unsafe struct FeatureMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The channels of a block.</summary>
    public const int BlockLanes = 16;

    /// <summary>Looks at memory.</summary>
    /// <param name="shape">The logical shape.</param>
    /// <param name="lanes">1 for the planar layout, 16 for the blocked one.</param>
    /// <param name="pointer">The first number.</param>
    /// <param name="planeStride">Numbers between the beginnings of two planes.</param>
    public FeatureMap(Shape shape, int lanes, T* pointer, long planeStride)
    {
        Shape = shape;
        Lanes = lanes;
        Pointer = pointer;
        PlaneStride = planeStride;
    }

    /// <summary>The logical shape, <c>(N, C, H, W)</c> or another; only planar maps have more than one picture.</summary>
    public Shape Shape { get; }

    /// <summary>Numbers of a position that lie side by side: 1 planar, 16 blocked.</summary>
    public int Lanes { get; }

    /// <summary>The first number.</summary>
    public T* Pointer { get; }

    /// <summary>Numbers between the beginnings of two planes.</summary>
    public long PlaneStride { get; }

    /// <summary>How many planes: channels, or blocks of channels.</summary>
    public int Planes => Lanes == 1 ? Shape[0] * Shape[1] : (Shape[1] + Lanes - 1) / Lanes;

    /// <summary>Numbers of a plane.</summary>
    public int PlaneLength => Shape.Positions * Lanes;

    /// <summary>The number of elements, lanes past the last channel not counted.</summary>
    public int Length => Shape.ElementCount;

    /// <summary>One element of a map with two spatial dimensions and one picture.</summary>
    public T this[int channel, int y, int x]
    {
        get => *Address(channel, y, x);
        set => *Address(channel, y, x) = value;
    }

    /// <summary>Where one element of a map with two spatial dimensions and one picture lies; the next of its row is <see cref="Lanes"/> numbers on.</summary>
    internal T* Address(int channel, int y, int x) =>
        Pointer + ((channel / Lanes) * PlaneStride) + ((((long)y * Shape[3]) + x) * Lanes) + (channel % Lanes);

    /// <summary>The map of a tensor: planar, over the tensor's own memory.</summary>
    public static FeatureMap<T> Of(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new FeatureMap<T>(tensor.Shape, 1, tensor.Pointer, tensor.Shape.Positions);
    }

    /// <summary>
    /// The same numbers with two spatial dimensions: a signal is one row, the slices of a volume lie one below the other. What asks which features
    /// occur together, and not where, sees no difference.
    /// </summary>
    public FeatureMap<T> AsPicture() => Shape.Rank switch
    {
        3 => new FeatureMap<T>([Shape[0], Shape[1], 1, Shape[2]], Lanes, Pointer, PlaneStride),
        5 => new FeatureMap<T>([Shape[0], Shape[1], Shape[2] * Shape[3], Shape[4]], Lanes, Pointer, PlaneStride),
        _ => this,
    };

    /// <summary>Copies the elements out, row-major.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public void CopyTo(Tensor<T> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Require(destination.Shape);
        Copy(destination.Pointer, outward: true);
    }

    /// <summary>Overwrites the elements, row-major; lanes past the last channel stay as they are.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public void CopyFrom(Tensor<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Require(source.Shape);
        Copy(source.Pointer, outward: false);
    }

    private void Copy(T* other, bool outward)
    {
        var positions = Shape.Positions;
        for (var channel = 0; channel < Length / positions; channel++)
        {
            var plane = Pointer + ((channel / Lanes) * PlaneStride) + (channel % Lanes);
            for (var p = 0; p < positions; p++, other++)
            {
                if (outward)
                {
                    *other = plane[(long)p * Lanes];
                }
                else
                {
                    plane[(long)p * Lanes] = *other;
                }
            }
        }
    }

    private void Require(Shape shape)
    {
        if (shape != Shape)
        {
            throw new ArgumentException($"A feature map of shape {Shape} cannot be copied to or from a tensor of shape {shape}.", nameof(shape));
        }
    }
}
