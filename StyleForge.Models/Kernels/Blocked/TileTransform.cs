using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>What a tile is transformed to, and from which of its 6×6 positions.</summary>
internal unsafe interface ITileTransform
{
    /// <summary>Positions along one dimension.</summary>
    static abstract int Side { get; }

    /// <summary>The first of them among the six of <see cref="TileGrid"/>.</summary>
    static abstract int First { get; }

    /// <summary>Transforms one vector of channels.</summary>
    /// <param name="fetch">The positions.</param>
    /// <param name="half">36 vectors of scratch memory.</param>
    /// <param name="destination">The first product.</param>
    /// <param name="plane">Floats between two products.</param>
    static abstract void Apply<V, TFetch>(TFetch fetch, float* half, float* destination, nint plane)
        where V : struct, ILanes<V>
        where TFetch : struct, ITileFetch<V>;
}

/// <summary>6×6 inputs of a convolution: <c>Bᵀ·d·B</c>, down the columns into half, then along its rows.</summary>
internal readonly unsafe struct SourceTile : ITileTransform
{
    public static int Side => Inputs;

    public static int First => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, TFetch>(TFetch fetch, float* half, float* destination, nint plane)
        where V : struct, ILanes<V>
        where TFetch : struct, ITileFetch<V>
    {
        for (var column = 0; column < Inputs; column++)
        {
            Source(
                fetch.Load(0, column), fetch.Load(1, column), fetch.Load(2, column), fetch.Load(3, column), fetch.Load(4, column), fetch.Load(5, column), half + (column * V.Count), Inputs * V.Count);
        }

        for (var row = 0; row < Inputs; row++, half += Inputs * V.Count, destination += Inputs * plane)
        {
            Source(
                V.Load(half), V.Load(half + V.Count), V.Load(half + (2 * V.Count)), V.Load(half + (3 * V.Count)), V.Load(half + (4 * V.Count)), V.Load(half + (5 * V.Count)), destination, plane);
        }
    }
}

/// <summary>
/// The gradient by 4×4 outputs of a convolution: <c>A·dY·Aᵀ</c>, down the columns into half, then along its rows; after the 36
/// products comes a plane with the sum of the tile, which the gradient by the bias wants.
/// </summary>
internal readonly unsafe struct GradientTile : ITileTransform
{
    public static int Side => Outputs;

    public static int First => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, TFetch>(TFetch fetch, float* half, float* destination, nint plane)
        where V : struct, ILanes<V>
        where TFetch : struct, ITileFetch<V>
    {
        V sum = default;
        for (var column = 0; column < Outputs; column++)
        {
            var (y0, y1, y2, y3) = (fetch.Load(0, column), fetch.Load(1, column), fetch.Load(2, column), fetch.Load(3, column));
            sum = V.Add(sum, V.Add(V.Add(y0, y1), V.Add(y2, y3)));
            Gradient(y0, y1, y2, y3, half + (column * V.Count), Outputs * V.Count);
        }

        for (var row = 0; row < Inputs; row++, half += Outputs * V.Count, destination += Inputs * plane)
        {
            Gradient(V.Load(half), V.Load(half + V.Count), V.Load(half + (2 * V.Count)), V.Load(half + (3 * V.Count)), destination, plane);
        }

        V.Store(sum, destination);
    }
}
