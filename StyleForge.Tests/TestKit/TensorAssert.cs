using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.TestKit;

/// <summary>Compares tensors. An expectation that is all zeros proves nothing and is refused.</summary>
public static class TensorAssert
{
    /// <summary>Every element equal to the bit, except that 0 equals −0.</summary>
    public static void Exact<T>(Tensor<T> expected, Tensor<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        RefuseZeros<T>(expected.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!expected.Span[i].Equals(actual.Span[i]))
            {
                Assert.Fail($"Element {i} of {expected} is {actual.Span[i]}, expected {expected.Span[i]}.");
            }
        }
    }

    /// <summary>A normalised mean square error, <c>Σ(a − e)² / Σe²</c>, of at most <paramref name="tolerance"/>.</summary>
    /// <param name="expected">What a reference computed.</param>
    /// <param name="actual">What is judged.</param>
    /// <param name="tolerance">The largest error allowed.</param>
    /// <param name="because">Why this tolerance is right; printed on failure.</param>
    public static void Close<T>(Tensor<T> expected, Tensor<T> actual, double tolerance, string because)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        RefuseZeros<T>(expected.Span);
        var (error, scale) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            error += (a - e) * (a - e);
            scale += e * e;
        }

        Assert.True(error / scale <= tolerance, $"The error of {expected} is {error / scale:E2}, allowed is {tolerance:E2}: {because}.");
    }

    /// <summary>Two tensors made of the same bits.</summary>
    public static void SameBits(Tensor<float> expected, Tensor<float> actual)
    {
        RefuseZeros<float>(expected.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected.Span[i]) != BitConverter.SingleToInt32Bits(actual.Span[i]))
            {
                Assert.Fail($"Element {i} of {expected} is {actual.Span[i]:R}, expected the bits of {expected.Span[i]:R}.");
            }
        }
    }

    private static void RefuseZeros<T>(ReadOnlySpan<T> expected)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.True(expected.ContainsAnyExcept(T.Zero), "The expectation is all zeros: the test would prove nothing.");
    }
}
