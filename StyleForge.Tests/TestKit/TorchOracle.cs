using System.Numerics;
using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Tests.TestKit;

/// <summary>Numbers to libtorch and back. Only for tests that are skipped where it is missing.</summary>
internal static class TorchOracle
{
    /// <summary>A copy that asks for its gradient.</summary>
    public static TorchTensor Leaf<T>(Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Copy(tensor).requires_grad_();

    /// <summary>A copy.</summary>
    public static TorchTensor Copy<T>(Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Copy<T>(tensor.Span, [.. tensor.Shape.Select(side => (long)side)]);

    /// <summary>A copy of numbers in a shape.</summary>
    public static TorchTensor Copy<T>(ReadOnlySpan<T> numbers, params long[] shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = torch.empty(shape, typeof(T) == typeof(double) ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
        numbers.CopyTo(MemoryMarshal.Cast<byte, T>(copy.bytes));
        return copy;
    }

    /// <summary>The numbers of a tensor, row by row.</summary>
    public static T[] Numbers<T>(TorchTensor tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var here = tensor.detach().contiguous();
        return MemoryMarshal.Cast<byte, T>(here.bytes).ToArray();
    }

    /// <summary>Fails where the error, as below, is more than allowed.</summary>
    public static void Close<T>(TorchTensor expected, ReadOnlySpan<T> actual, double tolerance, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var error = Error(expected, actual);
        Assert.True(error <= tolerance, $"{what}: off by {error:E2} of libtorch's, allowed is {tolerance:E2}.");
    }

    /// <summary>The root of the mean squared difference, as a share of the expected numbers' own.</summary>
    public static double Error<T>(TorchTensor expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Error<T>(Numbers<T>(expected), actual);

    /// <inheritdoc cref="Error{T}(TorchTensor, ReadOnlySpan{T})"/>
    public static double Error<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        var (error, size) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected[i]), double.CreateChecked(actual[i]));
            error += (a - e) * (a - e);
            size += e * e;
        }

        Assert.True(size > 0, "libtorch gives nothing but zeros, which proves nothing.");
        return Math.Sqrt(error / size);
    }
}
