using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Tiling;

/// <summary>A picture cut into windows of one shape, whose cores tile it.</summary>
public sealed class WindowGrid
{
    private readonly PictureWindow[] _windows;

    internal WindowGrid(int height, int width, IReadOnlyList<WindowSpan> down, IReadOnlyList<WindowSpan> across)
    {
        (Height, Width) = (height, width);
        _windows =
        [
            .. from y in down
               from x in across
               select new PictureWindow(y.Start, x.Start, new Region(y.CoreStart, x.CoreStart, y.CoreEnd - y.CoreStart, x.CoreEnd - x.CoreStart)),
        ];
    }

    /// <summary>Rows of the picture.</summary>
    public int Height { get; }

    /// <summary>Columns of the picture.</summary>
    public int Width { get; }

    /// <summary>The windows, row by row.</summary>
    public ReadOnlySpan<PictureWindow> Windows => _windows;

    /// <summary>What a window shows of a layer.</summary>
    /// <param name="window">The window.</param>
    /// <param name="stride">Pixels from one position of the layer to the next.</param>
    /// <param name="map">The window's features, <c>(1, C, H, W)</c>.</param>
    public FeatureWindow Of(PictureWindow window, int stride, Shape map)
    {
        // Pooling drops rows that fill no square, so that the layer may end before the picture does.
        var (top, left) = (window.Top / stride, window.Left / stride);
        var (coreTop, coreLeft) = ((window.Core.Top / stride) - top, (window.Core.Left / stride) - left);
        var coreBottom = window.Core.Bottom == Height ? map[2] : (window.Core.Bottom / stride) - top;
        var coreRight = window.Core.Right == Width ? map[3] : (window.Core.Right / stride) - left;
        return new FeatureWindow(top, left, new Region(coreTop, coreLeft, coreBottom - coreTop, coreRight - coreLeft));
    }
}
