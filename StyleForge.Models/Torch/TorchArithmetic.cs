using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>
/// Tensors and numbers. TorchSharp makes an object of each number, and its operators let the garbage collector free it while
/// libtorch is still reading it. Here it stays until the call is over.
/// </summary>
public static class TorchArithmetic
{
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
}
