using System.Globalization;
using System.Runtime.Intrinsics;

namespace StyleForge.Models.Kernels;

/// <summary>
/// The vector width that the fast kernels use: the widest the processor has, capped by the environment variable
/// <c>STYLEFORGE_MAX_VECTOR_BITS</c> (512, 256, 128 or 0; 0 means the scalar references). Read once, before first use.
/// </summary>
public static class VectorWidth
{
    /// <summary>The name of the environment variable that caps the width.</summary>
    public const string CapVariable = "STYLEFORGE_MAX_VECTOR_BITS";

    /// <summary>The widest vectors that the processor and the runtime offer, in bits: 512, 256, 128, or 0 for none.</summary>
    public static int Hardware { get; } =
        Vector512.IsHardwareAccelerated ? 512 :
        Vector256.IsHardwareAccelerated ? 256 :
        Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>The width in use, in bits: 512, 256, 128, or 0 for the scalar references.</summary>
    /// <remarks>The same job gives the same bytes on the same width.</remarks>
    /// <exception cref="TypeInitializationException">The cap is none of 512, 256, 128 and 0; the inner exception says so.</exception>
    public static int Bits { get; } = Math.Min(Hardware, Cap(Environment.GetEnvironmentVariable(CapVariable)));

    /// <summary>Reads a cap; no text means no cap.</summary>
    /// <exception cref="ArgumentException">The text is none of 512, 256, 128 and 0.</exception>
    internal static int Cap(string? text) => text switch
    {
        null or "" => int.MaxValue,
        "512" or "256" or "128" or "0" => int.Parse(text, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{CapVariable} is '{text}', but must be 512, 256, 128 or 0, or not be set at all.", nameof(text)),
    };
}
