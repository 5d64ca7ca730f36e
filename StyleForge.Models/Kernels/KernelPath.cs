namespace StyleForge.Models.Kernels;

/// <summary>One way to compute an operation, and whether it takes the problem at hand.</summary>
/// <param name="Name">The name of the path: <c>gemm-256</c>, <c>reference</c>.</param>
/// <param name="Accepted">True when it can compute this problem; the first such path of a list is the one that does.</param>
/// <param name="Reason">Why it takes the problem or leaves it, in a few words.</param>
public sealed record KernelPath(string Name, bool Accepted, string Reason)
{
    /// <summary>One line for a log: <c>gemm-256: takes it (256-bit vectors)</c>.</summary>
    public override string ToString() => $"{Name}: {(Accepted ? "takes it" : "leaves it")} ({Reason})";
}
