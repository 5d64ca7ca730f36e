using System.Runtime.InteropServices;

namespace StyleForge.Models.Torch;

/// <summary>What an <see cref="ExternalException"/> of libtorch means, by its words: it has no kinds.</summary>
public static class TorchFailure
{
    // Of the processor, of CUDA's allocator, and of cuBLAS and cuDNN, which take memory of their own.
    private static readonly string[] OutOfMemory = ["allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED", "ALLOCATION_FAILED"];

    /// <summary>Whether the device had too little memory.</summary>
    public static bool IsOutOfMemory(ExternalException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return OutOfMemory.Any(words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What went wrong, without the advice for programmers that follows, and without a full stop.</summary>
    public static string Reason(ExternalException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Message.Trim().Split('\n')[0].TrimEnd('.', '\r');
    }
}
