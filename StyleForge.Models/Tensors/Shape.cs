using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace StyleForge.Models.Tensors;

/// <summary>
/// The extents of a tensor, outermost first: <c>(N, C, H, W)</c> for pictures, <c>(N, C, L)</c> for signals,
/// <c>(N, C, D, H, W)</c> for volumes, <c>(N, F)</c> after flattening. A value: two shapes with the same extents are equal.
/// </summary>
/// <remarks>Every extent is at least 1, and the number of elements fits an <see cref="int"/>.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A shape is a shape.")]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _extents;

    /// <summary>Makes a shape from its extents, outermost first.</summary>
    /// <exception cref="ArgumentException">An extent is below 1, or the product does not fit an <see cref="int"/>.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (var extent in extents)
        {
            if (extent < 1)
            {
                throw new ArgumentException($"A shape's extents must be at least 1, but one of ({Join(extents)}) is {extent}.", nameof(extents));
            }

            count *= extent;
            if (count > int.MaxValue)
            {
                throw new ArgumentException($"The shape ({Join(extents)}) has more than {int.MaxValue} elements.", nameof(extents));
            }
        }

        _extents = extents.ToArray();
        ElementCount = (int)count;
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _extents?.Length ?? 0;

    /// <summary>The product of all extents; 0 for the default value, which is the shape of nothing.</summary>
    public int ElementCount { get; }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The extent of one dimension, counted from the outermost.</summary>
    public int this[int dimension] => Extents[dimension];

    /// <summary>The extent of one dimension, counted from either end; <c>^1</c> is the innermost.</summary>
    public int this[Index dimension] => Extents[dimension];

    /// <summary>All extents, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents;

    /// <summary>The extents after batch and channels: <c>(H, W)</c> of <c>(N, C, H, W)</c>.</summary>
    public ReadOnlySpan<int> Spatial => Rank > 2 ? Extents[2..] : [];

    /// <summary>The number of positions of one channel: <c>H·W</c>; 1 where there are no spatial dimensions.</summary>
    public int Positions
    {
        get
        {
            var positions = 1;
            foreach (var extent in Spatial)
            {
                positions *= extent;
            }

            return positions;
        }
    }

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    /// <summary>True when both have the same extents in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>True when any extent or the rank differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in Extents)
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The extents joined by ×: <c>1×3×224×224</c>.</summary>
    public override string ToString() => string.Join('×', _extents ?? []);

    private static string Join(ReadOnlySpan<int> extents) => string.Join(", ", extents.ToArray());
}
