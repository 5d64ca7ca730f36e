namespace StyleForge.Models.Detection;

/// <summary>
/// A rectangle of a picture, by its edges, in pixels from the picture's upper left corner. A pixel is a square of side 1: the first one reaches from 0 to
/// 1, and a box over a whole picture is <c>(0, 0, width, height)</c>. No other convention is used here; files that have another are turned into this one
/// as they are read.
/// </summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Pixels across; 0 where the edges have changed places.</summary>
    public double Width => Math.Max(0, Right - Left);

    /// <summary>Pixels down; 0 where the edges have changed places.</summary>
    public double Height => Math.Max(0, Bottom - Top);

    /// <summary>Square pixels.</summary>
    public double Area => Width * Height;

    /// <summary>The middle, across.</summary>
    public double CentreX => (Left + Right) / 2;

    /// <summary>The middle, down.</summary>
    public double CentreY => (Top + Bottom) / 2;

    /// <summary>A box by its middle and extents.</summary>
    /// <param name="centreX">The middle, across.</param>
    /// <param name="centreY">The middle, down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public static Box Around(double centreX, double centreY, double width, double height) =>
        new(centreX - (width / 2), centreY - (height / 2), centreX + (width / 2), centreY + (height / 2));

    /// <summary>What both boxes cover; without area where they are apart.</summary>
    /// <param name="other">The other box.</param>
    public Box Intersect(Box other) =>
        new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>Intersection over union (Jaccard index), from 0 for boxes that are apart to 1 for equal ones; 0 where neither has an area.</summary>
    /// <param name="other">The other box.</param>
    public double IntersectionOverUnion(Box other)
    {
        var shared = Intersect(other).Area;
        var union = Area + other.Area - shared;
        return union > 0 ? shared / union : 0;
    }

    /// <summary>The part of the box that lies on a picture.</summary>
    /// <param name="width">Pixels across of the picture.</param>
    /// <param name="height">Pixels down of the picture.</param>
    public Box Within(double width, double height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    /// <summary>The box moved.</summary>
    /// <param name="x">Pixels to the right.</param>
    /// <param name="y">Pixels down.</param>
    public Box Moved(double x, double y) => new(Left + x, Top + y, Right + x, Bottom + y);

    /// <summary>The box of a picture that is enlarged.</summary>
    /// <param name="x">How many times as wide.</param>
    /// <param name="y">How many times as high.</param>
    public Box Scaled(double x, double y) => new(Left * x, Top * y, Right * x, Bottom * y);
}
