using System.Runtime.InteropServices;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The tiles of 4×4 outputs over a picture, numbered row by row, and where each of a tile's 6×6 inputs comes from. Inputs and
/// outputs have the same extents; with a margin of 1 the tiles also cover the ring of positions around the picture.
/// </summary>
internal sealed unsafe class TileGrid
{
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly int _firstDown;

    /// <summary>Lays the tiles.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="border">What is read outside it.</param>
    /// <param name="margin">How far outside the picture the first output is: 0 or 1.</param>
    public TileGrid(int height, int width, BorderMode border, int margin)
    {
        (Height, Width, Margin) = (height, width, margin);
        _rows = Inputs(height, border, margin);
        _columns = Inputs(width, border, margin);
    }

    private TileGrid(TileGrid whole, int firstDown, int endDown, int sourceTop)
    {
        (Height, Width, Margin) = (whole.Height, whole.Width, whole.Margin);
        _firstDown = firstDown;
        _columns = whole._columns;
        _rows = GC.AllocateArray<int>(((endDown - firstDown) * Outputs) + 2, pinned: true);
        for (var i = 0; i < _rows.Length; i++)
        {
            var row = whole._rows[(firstDown * Outputs) + i];
            _rows[i] = row < 0 ? row : row - sourceTop;
        }
    }

    /// <summary>Rows of the picture.</summary>
    public int Height { get; }

    /// <summary>Columns of the picture.</summary>
    public int Width { get; }

    /// <summary>How far outside the picture the first output is.</summary>
    public int Margin { get; }

    /// <summary>Tiles of a row.</summary>
    public int Across => (_columns.Length - 2) / Outputs;

    /// <summary>Rows of tiles.</summary>
    public int Down => (_rows.Length - 2) / Outputs;

    /// <summary>All tiles.</summary>
    public int Count => Down * Across;

    /// <summary>Some rows of tiles, numbered from 0, whose outputs stay where they are.</summary>
    /// <param name="firstDown">The first row of tiles.</param>
    /// <param name="endDown">One past the last.</param>
    /// <param name="sourceTop">The row of the picture that is the first of the source to read from.</param>
    public TileGrid Strip(int firstDown, int endDown, int sourceTop) => new(this, firstDown, endDown, sourceTop);

    /// <summary>The row of the source that each of the six input rows of a row of tiles is, or −1 for zeros.</summary>
    public int* Rows(int down) => Pointer(_rows) + (down * Outputs);

    /// <summary>The column of the source that each of the six input columns of a column of tiles is, or −1 for zeros.</summary>
    public int* Columns(int across) => Pointer(_columns) + (across * Outputs);

    /// <summary>The first output row of a row of tiles; −1 for the ring.</summary>
    public int Top(int down) => ((_firstDown + down) * Outputs) - Margin;

    /// <summary>The first output column of a column of tiles; −1 for the ring.</summary>
    public int Left(int across) => (across * Outputs) - Margin;

    // Pinned, so a pointer stays good as long as the array does.
    private static int* Pointer(int[] array) => (int*)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);

    private static int[] Inputs(int extent, BorderMode border, int margin)
    {
        var tiles = (extent + (2 * margin) + Outputs - 1) / Outputs;
        var indices = GC.AllocateArray<int>((tiles * Outputs) + 2, pinned: true);
        for (var i = 0; i < indices.Length; i++)
        {
            // What hangs over the last position that counts is read as zeros.
            var index = i - 1 - margin;
            indices[i] = index < -1 || index > extent ? -1 : border.Read(index, extent);
        }

        return indices;
    }
}
