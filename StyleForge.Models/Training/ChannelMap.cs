using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Training;

/// <summary>
/// A linear map of the channels of each position, <c>e[k, p] = Σ_c map[c, k]·f[c, p]</c>: a 1×1 convolution without bias
/// between the features of two networks. It is used in training only, on one thread at a time.
/// </summary>
public sealed unsafe class ChannelMap : IDisposable
{
    private const int ChunkRows = 16 * BlockedProduct.Rows;

    private readonly Tensor<float> _forward;
    private readonly Tensor<float> _backward;
    private readonly Tensor<float> _source;
    private readonly Tensor<float> _product;
    private readonly Tensor<float> _sums = new([BlockedProduct.Lanes, BlockedProduct.Lanes]);
    private float[] _map = [];

    /// <summary>Takes memory for a map of the given widths.</summary>
    /// <param name="sourceChannels">Channels of the features, 1 or more.</param>
    /// <param name="destinationChannels">Channels of the result, 1 or more.</param>
    public ChannelMap(int sourceChannels, int destinationChannels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationChannels, 1);
        (SourceChannels, DestinationChannels) = (sourceChannels, destinationChannels);
        var (from, to) = (BlockedProduct.PaddedColumns(sourceChannels), BlockedProduct.PaddedColumns(destinationChannels));
        _forward = new Tensor<float>([to / BlockedProduct.Columns, BlockedProduct.Padded(sourceChannels), BlockedProduct.Columns]);
        _backward = new Tensor<float>([from / BlockedProduct.Columns, BlockedProduct.Padded(destinationChannels), BlockedProduct.Columns]);
        _source = new Tensor<float>([Math.Max(from, to), ChunkRows]);
        _product = new Tensor<float>([Math.Max(from, to), ChunkRows]);
    }

    /// <summary>Channels of the features.</summary>
    public int SourceChannels { get; }

    /// <summary>Channels of the result.</summary>
    public int DestinationChannels { get; }

    /// <summary>Numbers of the map.</summary>
    public int Length => SourceChannels * DestinationChannels;

    /// <summary>Takes the map as it is now.</summary>
    /// <param name="map"><c>(source, destination)</c>, row-major.</param>
    /// <exception cref="ArgumentException">The map has another length.</exception>
    public void Set(ReadOnlySpan<float> map)
    {
        Require(map.Length);
        if (_map.Length != Length)
        {
            _map = new float[Length];
        }

        map.CopyTo(_map);
        for (var c = 0; c < SourceChannels; c++)
        {
            for (var k = 0; k < DestinationChannels; k++)
            {
                *Place(_forward, c, k) = map[(c * DestinationChannels) + k];
                *Place(_backward, k, c) = map[(c * DestinationChannels) + k];
            }
        }
    }

    /// <summary>Maps the features of every position.</summary>
    /// <param name="source">The features, <c>(1, C, H, W)</c>.</param>
    /// <param name="destination">Overwritten, <c>(1, K, H, W)</c>, in the layout of the source.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the map or each other.</exception>
    public void Forward(FeatureMap<float> source, FeatureMap<float> destination)
    {
        Require(source, destination);
        if (source.Lanes == 1)
        {
            ChannelMapReference.Forward(_map, source, destination);
            return;
        }

        Multiply(source, _forward, destination, isAdded: false);
    }

    /// <summary>Adds the gradient by the features.</summary>
    /// <param name="destinationGradient">The gradient by the result.</param>
    /// <param name="sourceGradient">Added to.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the map or each other.</exception>
    public void Backward(FeatureMap<float> destinationGradient, FeatureMap<float> sourceGradient)
    {
        Require(sourceGradient, destinationGradient);
        if (sourceGradient.Lanes == 1)
        {
            ChannelMapReference.Backward(_map, destinationGradient, sourceGradient);
            return;
        }

        Multiply(destinationGradient, _backward, sourceGradient, isAdded: true);
    }

    /// <summary>Adds the gradient by the map.</summary>
    /// <param name="source">The features.</param>
    /// <param name="destinationGradient">The gradient by the result.</param>
    /// <param name="mapGradient">Added to.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the map or each other.</exception>
    public void AddMapGradient(FeatureMap<float> source, FeatureMap<float> destinationGradient, Span<float> mapGradient)
    {
        Require(source, destinationGradient);
        Require(mapGradient.Length);
        if (source.Lanes == 1)
        {
            ChannelMapReference.AddMapGradient(source, destinationGradient, mapGradient);
            return;
        }

        // Chains of a thousand positions, for the sake of their rounding.
        const int chain = 1024;
        for (var first = 0; first < source.Shape.Positions; first += chain)
        {
            var positions = Math.Min(chain, source.Shape.Positions - first);
            for (var c = 0; c < source.Planes; c++)
            {
                for (var k = 0; k < destinationGradient.Planes; k++)
                {
                    Sum(positions, At(source, c, first), At(destinationGradient, k, first));
                    Add(c * BlockedProduct.Lanes, k * BlockedProduct.Lanes, mapGradient);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
        _source.Dispose();
        _product.Dispose();
        _sums.Dispose();
    }

    private static float* Place(Tensor<float> panels, int row, int column) =>
        panels.Pointer + (((((column / BlockedProduct.Columns) * panels.Shape[1]) + row) * BlockedProduct.Columns) + (column % BlockedProduct.Columns));

    private static float* At(FeatureMap<float> map, int plane, int position) =>
        map.Pointer + (plane * map.PlaneStride) + ((long)position * BlockedProduct.Lanes);

    // Rows are copied together first, filled up to whole groups of six: the maps end where they end.
    private void Multiply(FeatureMap<float> source, Tensor<float> panels, FeatureMap<float> destination, bool isAdded)
    {
        const int stride = ChunkRows * BlockedProduct.Lanes;
        for (var first = 0; first < source.Shape.Positions; first += ChunkRows)
        {
            var rows = Math.Min(ChunkRows, source.Shape.Positions - first);
            var length = rows * BlockedProduct.Lanes;
            for (var plane = 0; plane < source.Planes; plane++)
            {
                new ReadOnlySpan<float>(At(source, plane, first), length).CopyTo(new Span<float>(_source.Pointer + (plane * stride), length));
            }

            for (var panel = 0; panel < panels.Shape[0]; panel++)
            {
                BlockedProduct.Multiply(
                    BlockedProduct.PaddedRows(rows), source.Planes, _source.Pointer, stride, BlockedProduct.GroupLength, panels.Pointer + ((long)panel * panels.Shape[1] * BlockedProduct.Columns), panel * BlockedProduct.Columns, _product.Pointer, stride, next: null);
            }

            for (var plane = 0; plane < destination.Planes; plane++)
            {
                var product = new ReadOnlySpan<float>(_product.Pointer + (plane * stride), length);
                var to = new Span<float>(At(destination, plane, first), length);
                if (isAdded)
                {
                    Add(to, product);
                }
                else
                {
                    product.CopyTo(to);
                }
            }
        }
    }

    private static void Add(Span<float> to, ReadOnlySpan<float> product)
    {
        // Blocks are whole vectors of every width.
        for (var i = 0; i < to.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(to[i..]) + new Vector<float>(product[i..])).CopyTo(to[i..]);
        }
    }

    private void Sum(int positions, float* source, float* gradient)
    {
        switch (VectorWidth.Bits)
        {
            case >= 512:
                TileSums.Multiply<Lanes512>(positions, source, gradient, _sums.Pointer, 0, 0);
                break;
            case 256:
                TileSums.Multiply<Lanes256>(positions, source, gradient, _sums.Pointer, 0, 0);
                break;
            default:
                TileSums.Multiply<Lanes128>(positions, source, gradient, _sums.Pointer, 0, 0);
                break;
        }
    }

    private void Add(int firstSource, int firstDestination, Span<float> mapGradient)
    {
        for (var c = firstSource; c < Math.Min(firstSource + BlockedProduct.Lanes, SourceChannels); c++)
        {
            for (var k = firstDestination; k < Math.Min(firstDestination + BlockedProduct.Lanes, DestinationChannels); k++)
            {
                mapGradient[(c * DestinationChannels) + k] += _sums.Pointer[((c - firstSource) * BlockedProduct.Lanes) + k - firstDestination];
            }
        }
    }

    private void Require(int length)
    {
        if (length != Length)
        {
            throw new ArgumentException($"A map of {SourceChannels} to {DestinationChannels} channels has {Length} numbers, not {length}.");
        }
    }

    private void Require(FeatureMap<float> source, FeatureMap<float> destination)
    {
        if (source.Shape[1] != SourceChannels || destination.Shape[1] != DestinationChannels || source.Shape.Positions != destination.Shape.Positions || source.Lanes != destination.Lanes)
        {
            throw new ArgumentException($"A map of {SourceChannels} to {DestinationChannels} channels does not fit features of the shapes {source.Shape} and {destination.Shape}.");
        }
    }
}
