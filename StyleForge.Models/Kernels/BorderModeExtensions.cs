using System.Runtime.CompilerServices;

namespace StyleForge.Models.Kernels;

/// <summary>What a border means for an index.</summary>
internal static class BorderModeExtensions
{
    /// <summary>The index inside the source that stands for one that may lie outside, or −1 for a zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(this BorderMode border, int index, int extent) =>
        (uint)index < (uint)extent ? index : border switch
        {
            // One reflection is enough: a geometry refuses borders as wide as the source.
            BorderMode.Reflect => index < 0 ? -index : (2 * (extent - 1)) - index,
            BorderMode.Replicate => index < 0 ? 0 : extent - 1,
            _ => -1,
        };
}
