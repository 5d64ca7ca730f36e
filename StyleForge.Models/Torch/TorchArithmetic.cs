using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>
/// Sums, squares and numbers. TorchSharp makes an object of each number and lets the garbage collector free it while libtorch is
/// still reading it («Unknown scalar type», «Expected false to be true»). That goes for the numbers nobody wrote as well: its
/// <c>x + y</c> is <c>x + 1·y</c>, its square a power of 2. Here each stays until the call is over.
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

    /// <summary>How often the second tensor is counted in <c>x.add_(y, One)</c>; never freed.</summary>
    public static Scalar One { get; } = 1;

    /// <summary><c>x + y</c>.</summary>
    public static TorchTensor Plus(this TorchTensor x, TorchTensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.add(y, One);
    }

    /// <summary><c>x + number</c>.</summary>
    public static TorchTensor Plus(this TorchTensor x, double number)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Scalar scalar = number;
        return x.add(scalar, One);
    }

    /// <summary><c>x²</c>.</summary>
    public static TorchTensor Squared(this TorchTensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.mul(x);
    }

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
