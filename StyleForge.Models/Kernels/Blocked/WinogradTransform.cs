using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The transforms of Winograd's F(4, 3): four outputs of a kernel of three taps from six multiplications,
/// <c>y = Aᵀ·((G·g) ∘ (Bᵀ·d))</c>, applied once along each dimension (Lavin and Gray 2016, «Fast algorithms for
/// convolutional neural networks», section 4).
/// </summary>
/// <remarks>
/// A polynomial product is evaluated at 0, ±a, ±b and infinity. The paper's points are 1 and 2; a = 5/8 and b = 3/2 halve
/// the error, and their powers are exact in a float.
/// </remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>Outputs of a tile along one dimension.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs of a tile along one dimension.</summary>
    public const int Inputs = 6;

    /// <summary>Products of a tile.</summary>
    public const int Products = Inputs * Inputs;

    private const float A = 0.625f;
    private const float B = 1.5f;

    /// <summary>Transforms a kernel of 3×3 taps: <c>G·g·Gᵀ</c>, in double.</summary>
    public static void Kernel(ReadOnlySpan<double> taps, Span<double> products)
    {
        Span<double> half = stackalloc double[Inputs * 3];
        for (var column = 0; column < 3; column++)
        {
            Kernel(taps[column..], 3, half[column..], 3);
        }

        for (var row = 0; row < Inputs; row++)
        {
            Kernel(half[(row * 3)..], 1, products[(row * Inputs)..], 1);
        }
    }

    /// <summary><c>Bᵀ·d</c> of six inputs.</summary>
    // The rows of Bᵀ are the coefficients of Π(x − p) over all points but one, here shared between a point and its negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Source<V>(V x0, V x1, V x2, V x3, V x4, V x5, float* destination, nint stride)
        where V : struct, ILanes<V>
    {
        var product = V.Create(A * A * B * B);
        var sum = V.Create(-((A * A) + (B * B)));
        V.Store(V.MultiplyAdd(product, x0, V.MultiplyAdd(sum, x2, x4)), destination);
        var even = V.MultiplyAdd(V.Create(-B * B), x2, x4);
        var odd = V.MultiplyAdd(V.Create(-B * B), x1, x3);
        V.Store(V.MultiplyAdd(V.Create(A), odd, even), destination + stride);
        V.Store(V.MultiplyAdd(V.Create(-A), odd, even), destination + (2 * stride));
        even = V.MultiplyAdd(V.Create(-A * A), x2, x4);
        odd = V.MultiplyAdd(V.Create(-A * A), x1, x3);
        V.Store(V.MultiplyAdd(V.Create(B), odd, even), destination + (3 * stride));
        V.Store(V.MultiplyAdd(V.Create(-B), odd, even), destination + (4 * stride));
        V.Store(V.MultiplyAdd(product, x1, V.MultiplyAdd(sum, x3, x5)), destination + (5 * stride));
    }

    /// <summary><c>Aᵀ·m</c> of six products.</summary>
    // Row k of Aᵀ holds the k-th powers of the points.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Destination<V>(V x0, V x1, V x2, V x3, V x4, V x5, out V y0, out V y1, out V y2, out V y3)
        where V : struct, ILanes<V>
    {
        var (sumA, sumB) = (V.Add(x1, x2), V.Add(x3, x4));
        var (differenceA, differenceB) = (V.Subtract(x1, x2), V.Subtract(x3, x4));
        y0 = V.Add(x0, V.Add(sumA, sumB));
        y1 = V.MultiplyAdd(V.Create(B), differenceB, V.Multiply(V.Create(A), differenceA));
        y2 = V.MultiplyAdd(V.Create(B * B), sumB, V.Multiply(V.Create(A * A), sumA));
        y3 = V.MultiplyAdd(V.Create(B * B * B), differenceB, V.MultiplyAdd(V.Create(A * A * A), differenceA, x5));
    }

    /// <summary><c>G·g</c> of three taps, in floats, for kernels that are transformed where they are used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(V g0, V g1, V g2, float* destination, nint stride)
        where V : struct, ILanes<V>
    {
        const double a = A, b = B;
        V.Store(V.Multiply(V.Create((float)(1 / (a * a * b * b))), g0), destination);
        var scale = V.Create((float)(1 / (2 * a * a * ((a * a) - (b * b)))));
        var even = V.Multiply(scale, V.MultiplyAdd(V.Create(A * A), g2, g0));
        var odd = V.Multiply(V.Multiply(scale, V.Create(A)), g1);
        V.Store(V.Add(even, odd), destination + stride);
        V.Store(V.Subtract(even, odd), destination + (2 * stride));
        scale = V.Create((float)(1 / (2 * b * b * ((b * b) - (a * a)))));
        even = V.Multiply(scale, V.MultiplyAdd(V.Create(B * B), g2, g0));
        odd = V.Multiply(V.Multiply(scale, V.Create(B)), g1);
        V.Store(V.Add(even, odd), destination + (3 * stride));
        V.Store(V.Subtract(even, odd), destination + (4 * stride));
        V.Store(g2, destination + (5 * stride));
    }

    /// <summary><c>A·y</c> of four numbers: the values of their polynomial at the points. The transpose of <see cref="Destination{V}(V, V, V, V, V, V, out V, out V, out V, out V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient<V>(V y0, V y1, V y2, V y3, float* destination, nint stride)
        where V : struct, ILanes<V>
    {
        V.Store(y0, destination);
        var even = V.MultiplyAdd(V.Create(A * A), y2, y0);
        var odd = V.MultiplyAdd(V.Create(A * A * A), y3, V.Multiply(V.Create(A), y1));
        V.Store(V.Add(even, odd), destination + stride);
        V.Store(V.Subtract(even, odd), destination + (2 * stride));
        even = V.MultiplyAdd(V.Create(B * B), y2, y0);
        odd = V.MultiplyAdd(V.Create(B * B * B), y3, V.Multiply(V.Create(B), y1));
        V.Store(V.Add(even, odd), destination + (3 * stride));
        V.Store(V.Subtract(even, odd), destination + (4 * stride));
        V.Store(y3, destination + (5 * stride));
    }

    /// <summary><c>Gᵀ·u</c> of six sums of products: the gradient by three taps. The transpose of <see cref="Kernel{V}(V, V, V, float*, nint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelGradient<V>(V u0, V u1, V u2, V u3, V u4, V u5, out V g0, out V g1, out V g2)
        where V : struct, ILanes<V>
    {
        const double a = A, b = B;
        const double overA = 1 / (2 * a * a * ((a * a) - (b * b))), overB = 1 / (2 * b * b * ((b * b) - (a * a)));
        var (sumA, sumB) = (V.Add(u1, u2), V.Add(u3, u4));
        g0 = V.MultiplyAdd(V.Create((float)overB), sumB, V.MultiplyAdd(V.Create((float)overA), sumA, V.Multiply(V.Create((float)(1 / (a * a * b * b))), u0)));
        g1 = V.MultiplyAdd(V.Create((float)(b * overB)), V.Subtract(u3, u4), V.Multiply(V.Create((float)(a * overA)), V.Subtract(u1, u2)));
        g2 = V.MultiplyAdd(V.Create((float)(b * b * overB)), sumB, V.MultiplyAdd(V.Create((float)(a * a * overA)), sumA, u5));
    }

    // Row of point p in G: its powers 1, p, p² over Π(p − q) for all other points q.
    private static void Kernel(ReadOnlySpan<double> taps, int tapStep, Span<double> to, int step)
    {
        const double a = A, b = B;
        var (g0, g1, g2) = (taps[0], taps[tapStep], taps[2 * tapStep]);
        var (overA, overB) = (1 / (2 * a * a * ((a * a) - (b * b))), 1 / (2 * b * b * ((b * b) - (a * a))));
        to[0] = g0 / (a * a * b * b);
        to[step] = (g0 + (a * g1) + (a * a * g2)) * overA;
        to[2 * step] = (g0 - (a * g1) + (a * a * g2)) * overA;
        to[3 * step] = (g0 + (b * g1) + (b * b * g2)) * overB;
        to[4 * step] = (g0 - (b * g1) + (b * b * g2)) * overB;
        to[5 * step] = g2;
    }
}
