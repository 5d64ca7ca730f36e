using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// Some rows of a layer, or all: its activations or the gradient by them, and the rectifier's gates, one bit for each element.
/// Rows are asked for by their number in the layer.
/// </summary>
/// <param name="map">The rows, <c>(1, C, rows, W)</c>, blocked.</param>
/// <param name="gates">Their gates, <c>[C/16][rows·W]</c> of 16 bits.</param>
/// <param name="gateStride">Gates between the beginnings of two blocks.</param>
/// <param name="first">The row of the layer that is the first.</param>
/// <param name="height">Rows of the layer.</param>
internal readonly unsafe struct GatedRows(FeatureMap<float> map, ushort* gates, long gateStride, int first, int height)
{
    /// <summary>All rows of a layer.</summary>
    public GatedRows(FeatureMap<float> map, ushort* gates)
        : this(map, gates, map.Shape.Positions, 0, map.Shape[2])
    {
    }

    /// <summary>The rows.</summary>
    public FeatureMap<float> Map => map;

    /// <summary>The row of the layer that is the first.</summary>
    public int First => first;

    /// <summary>How many rows there are.</summary>
    public int Count => map.Shape[2];

    /// <summary>Rows of the layer.</summary>
    public int Height => height;

    /// <summary>A row of a block of channels.</summary>
    public float* Row(int block, int y) => map.Pointer + (block * map.PlaneStride) + ((long)(y - first) * map.Shape[3] * map.Lanes);

    /// <summary>The gates of a row of a block of channels.</summary>
    public ushort* Gates(int block, int y) => gates + (block * gateStride) + ((long)(y - first) * map.Shape[3]);
}
