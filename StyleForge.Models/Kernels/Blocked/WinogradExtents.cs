using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>The channels of one direction of a 3×3 convolution, and what follows from them for the transformed kernels.</summary>
/// <param name="Channels">Source channels.</param>
/// <param name="Rows">Destination channels.</param>
/// <param name="KeepsAll">True where the transformed kernels are kept however many there are: for pictures with few tiles to share them.</param>
internal readonly record struct WinogradExtents(int Channels, int Rows, bool KeepsAll = false)
{
    // 128·128 kernels take 2.4 MB transformed, about what the caches share between the layers that use them again and again.
    private const int MostKept = 128 * 128;

    /// <summary>True if the transformed kernels are kept.</summary>
    public bool IsKept => KeepsAll || Channels * Rows <= MostKept;

    /// <summary>Source channels in whole blocks.</summary>
    public int PaddedChannels => BlockedProduct.Padded(Channels);

    /// <summary>How many panels.</summary>
    public int Panels => BlockedProduct.PaddedColumns(Rows) / BlockedProduct.Columns;

    /// <summary>
    /// Floats between two products of a transformed panel: an odd number of cache lines, lest the 36 of a kernel fall on the
    /// same cache sets.
    /// </summary>
    public int ProductStride => ((PaddedChannels * BlockedProduct.Columns / 16) | 1) * 16;

    /// <summary>Floats of a transformed panel.</summary>
    public int PanelLength => Products * ProductStride;

    /// <summary>Floats of a panel of kernels as they are.</summary>
    public int KernelLength => 9 * PaddedChannels * BlockedProduct.Columns;

    /// <summary>Bytes of all panels as they are stored.</summary>
    public long Bytes => (long)Panels * (IsKept ? PanelLength : KernelLength) * sizeof(float);
}
