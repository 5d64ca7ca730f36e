using StyleForge.Models.Kernels;

namespace StyleForge.Engine.Features;

/// <summary>What computes one step of a prepared network, and why.</summary>
/// <param name="Layer">The layer, or the layers that one kernel computes: <c>conv1_2 + relu1_2</c>.</param>
/// <param name="Kernel">The kernel that was chosen.</param>
/// <param name="Paths">What every path of the convolution's ordered list said, the most special first; empty for other layers.</param>
public sealed record LayerPath(string Layer, string Kernel, IReadOnlyList<KernelPath> Paths)
{
    /// <summary>One line for a log: <c>conv1_2: gemm-256 (256-bit vectors)</c>.</summary>
    public override string ToString() => $"{Layer}: {Kernel}" + (Reason is { } reason ? $" ({reason})" : "");

    /// <summary>Why the kernel took the layer; null where the list does not say.</summary>
    public string? Reason => Paths.FirstOrDefault(path => path.Accepted && path.Name == Kernel)?.Reason;
}
