using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>
/// Tensors and numbers. TorchSharp makes an object of each number, and its operators let the garbage collector free it while
/// libtorch is still reading it («Unknown scalar type»). Here it stays until the call is over.
/// </summary>
public static class TorchArithmetic
{
    // More than any one line of arithmetic has.
    private const int Kept = 64;

    [ThreadStatic]
    private static Scalar[]? _numbers;

    [ThreadStatic]
    private static int _next;

    /// <summary>A number for an operator of TorchSharp or a method that takes one: it lives on until 64 others came after it on this thread.</summary>
    public static Scalar Held(double number) => Keep(number);

    /// <inheritdoc cref="Held(double)"/>
    public static Scalar Held(long number) => Keep(number);

    /// <inheritdoc cref="Held(double)"/>
    public static Scalar Held(int number) => Keep((long)number);

    /// <summary><c>x·number</c>.</summary>
    public static TorchTensor Times(this TorchTensor x, double number)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Scalar scalar = number;
        return x.mul(scalar);
    }

    /// <summary><c>x/number</c>.</summary>
    public static TorchTensor Over(this TorchTensor x, double number)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Scalar scalar = number;
        return x.div(scalar);
    }

    private static Scalar Keep(Scalar number)
    {
        _numbers ??= new Scalar[Kept];
        _numbers[_next++ % Kept] = number;
        return number;
    }
}
