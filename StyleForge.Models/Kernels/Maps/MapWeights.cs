using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>
/// The weights of a convolution in panels of two vectors of destination channels, <c>[oc/2V][planes][taps][channels][2V]</c>, in the order in
/// which <see cref="MapConvolution"/> reads them; where each group has one channel, <c>[oc/16][taps][16]</c> for <see cref="MapDepthwise"/>.
/// </summary>
internal sealed unsafe class MapWeights : IDisposable
{
    private readonly Tensor<float> _numbers;
    private readonly Tensor<float> _bias;

    /// <summary>Packs weights as they are now.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="weights"><c>(oc, ic / groups, kernel…)</c>.</param>
    /// <param name="bias"><c>(oc)</c>, or null for zeros.</param>
    /// <param name="sourceLanes">The lanes of the map that it reads.</param>
    public MapWeights(ConvolutionGeometry geometry, Tensor<float> weights, Tensor<float>? bias, int sourceLanes)
    {
        var groups = geometry.Groups;
        IsDepthwise = IsDepthwiseIn(geometry);
        var (ic, oc, taps) = (geometry.SourceChannels / groups, geometry.DestinationChannels / groups, geometry.Windows.Aggregate(1, (count, window) => count * window.Size));
        (Columns, Depth) = Extents(geometry);
        _numbers = new Tensor<float>([IsDepthwise ? 1 : groups, Columns, Depth]);
        _bias = new Tensor<float>([Padded(geometry.DestinationChannels)]);
        bias?.Span.CopyTo(_bias.Span);
        if (IsDepthwise)
        {
            PackDepthwise(weights.Span, taps);
            return;
        }

        for (var group = 0; group < groups; group++)
        {
            Pack(weights.Span.Slice(group * oc * Depth, oc * Depth), _numbers.Span.Slice(group * Columns * Depth, Columns * Depth), (ic, oc, taps), sourceLanes);
        }
    }

    /// <summary>True where each channel is convolved by itself.</summary>
    public bool IsDepthwise { get; }

    /// <summary>Destination channels of a group, in whole blocks.</summary>
    public int Columns { get; }

    /// <summary>Products in one destination element.</summary>
    public int Depth { get; }

    /// <summary>The first number.</summary>
    public float* Numbers => _numbers.Pointer;

    /// <summary>The bytes of both.</summary>
    public long Bytes => sizeof(float) * ((long)_numbers.Length + _bias.Length);

    /// <summary>The bias, zeros to the end of the last block.</summary>
    public float* Bias => _bias.Pointer;

    /// <summary>Whether a convolution reads whole blocks, or one channel at a time: only such are taken.</summary>
    public static bool Accepts(ConvolutionGeometry geometry) =>
        geometry.Border == BorderMode.Zero &&
        (geometry.Groups == 1 || IsDepthwiseIn(geometry) ||
            (geometry.SourceChannels / geometry.Groups % MapLayout.Block == 0 && geometry.DestinationChannels / geometry.Groups % MapLayout.Block == 0));

    /// <summary>Whether a convolution sees each channel by itself.</summary>
    public static bool IsDepthwiseIn(ConvolutionGeometry geometry) => geometry.Groups > 1 && geometry.Groups == geometry.SourceChannels && geometry.Groups == geometry.DestinationChannels;

    /// <summary>The bytes of the packed weights of a convolution that <see cref="Accepts"/> takes.</summary>
    /// <param name="geometry">The convolution.</param>
    public static long BytesOf(ConvolutionGeometry geometry)
    {
        var (columns, depth) = Extents(geometry);
        return sizeof(float) * (((IsDepthwiseIn(geometry) ? 1 : geometry.Groups) * columns * (long)depth) + Padded(geometry.DestinationChannels));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _numbers.Dispose();
        _bias.Dispose();
    }

    // Destination channels of a group, in whole blocks, and products in one of their elements.
    private static (int Columns, int Depth) Extents(ConvolutionGeometry geometry)
    {
        var taps = geometry.Windows.Aggregate(1, (count, window) => count * window.Size);
        return IsDepthwiseIn(geometry)
            ? (Padded(geometry.DestinationChannels), taps)
            : (Padded(geometry.DestinationChannels / geometry.Groups), geometry.SourceChannels / geometry.Groups * taps);
    }

    private static int Padded(int channels) => (channels + MapLayout.Block - 1) / MapLayout.Block * MapLayout.Block;

    private void PackDepthwise(ReadOnlySpan<float> weights, int taps)
    {
        var to = _numbers.Span;
        for (var i = 0; i < weights.Length; i++)
        {
            var (channel, tap) = Math.DivRem(i, taps);
            to[(((channel / MapLayout.Block * taps) + tap) * MapLayout.Block) + (channel % MapLayout.Block)] = weights[i];
        }
    }

    private void Pack(ReadOnlySpan<float> weights, Span<float> to, (int Source, int Destination, int Taps) extents, int lanes)
    {
        var (ic, oc, taps) = extents;
        var next = 0;
        for (var column = 0; column < Columns; column += MapConvolution.PanelColumns)
        {
            var width = Math.Min(MapConvolution.PanelColumns, Columns - column);
            for (var plane = 0; plane < ic; plane += lanes)
            {
                for (var tap = 0; tap < taps; tap++)
                {
                    for (var channel = plane; channel < Math.Min(plane + lanes, ic); channel++, next += width)
                    {
                        for (var k = 0; k < Math.Min(width, oc - column); k++)
                        {
                            to[next + k] = weights[((((column + k) * ic) + channel) * taps) + tap];
                        }
                    }
                }
            }
        }
    }
}
