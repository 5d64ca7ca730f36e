using StyleForge.Models.Detection;

namespace StyleForge.Models.Faces;

/// <summary>Whole pixels of a picture.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    /// <summary>The longer side.</summary>
    public int Side => Math.Max(Width, Height);

    /// <summary>True where there is no pixel.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>All of a picture.</summary>
    public static PixelArea Whole(FacePicture picture) => new(0, 0, picture.Width, picture.Height);

    /// <summary>A box cut to a picture; edges and extents are rounded down, extents after they were cut.</summary>
    /// <param name="box">The box.</param>
    /// <param name="picture">The picture.</param>
    public static PixelArea Within(Box box, FacePicture picture)
    {
        var (left, top) = (Math.Max(box.Left, 0), Math.Max(box.Top, 0));
        return new PixelArea(
            (int)Math.Floor(left),
            (int)Math.Floor(top),
            (int)Math.Floor(Math.Min(box.Right - left, picture.Width - left)),
            (int)Math.Floor(Math.Min(box.Bottom - top, picture.Height - top)));
    }
}
