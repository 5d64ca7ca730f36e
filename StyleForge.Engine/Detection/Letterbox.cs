using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Detection;

/// <summary>
/// A picture in the middle of a frame of another shape, as large as it goes, with grey around. Pictures are resized and placed as in Darknet
/// (<c>letterbox_image</c>): bilinear, corner on corner, whole pixels of margin; a network that was trained so should see no other thing.
/// </summary>
/// <param name="PictureWidth">Pixels across of the picture.</param>
/// <param name="PictureHeight">Pixels down of the picture.</param>
/// <param name="FrameWidth">Pixels across of the frame.</param>
/// <param name="FrameHeight">Pixels down of the frame.</param>
public readonly record struct Letterbox(int PictureWidth, int PictureHeight, int FrameWidth, int FrameHeight)
{
    private const float Grey = 0.5f;

    /// <summary>Pixels across of the picture in the frame.</summary>
    public int Width => IsWide ? FrameWidth : Math.Max(1, (int)((long)PictureWidth * FrameHeight / PictureHeight));

    /// <summary>Pixels down of the picture in the frame.</summary>
    public int Height => IsWide ? Math.Max(1, (int)((long)PictureHeight * FrameWidth / PictureWidth)) : FrameHeight;

    private bool IsWide => (long)FrameWidth * PictureHeight < (long)FrameHeight * PictureWidth;

    /// <summary>Draws the picture and its frame.</summary>
    /// <param name="picture">The picture; what is transparent is grey.</param>
    /// <param name="frame"><c>(3, frame height, frame width)</c>, overwritten.</param>
    public void Fill(Picture picture, Span<float> frame)
    {
        ArgumentNullException.ThrowIfNull(picture);
        frame.Fill(Grey);
        var (left, top) = ((FrameWidth - Width) / 2, (FrameHeight - Height) / 2);
        for (var y = 0; y < Height; y++)
        {
            var (row, below, down) = Place(y, Height, PictureHeight);
            for (var x = 0; x < Width; x++)
            {
                var (column, right, across) = Place(x, Width, PictureWidth);
                for (var channel = 0; channel < Picture.Channels; channel++)
                {
                    var upper = Mix(Sample(picture, channel, column, row), Sample(picture, channel, right, row), across);
                    var lower = Mix(Sample(picture, channel, column, below), Sample(picture, channel, right, below), across);
                    frame[(((channel * FrameHeight) + top + y) * FrameWidth) + left + x] = Mix(upper, lower, down);
                }
            }
        }
    }

    /// <summary>A box of the frame as one of the picture, no larger than that.</summary>
    /// <param name="box">In pixels of the frame.</param>
    public Box ToPicture(Box box) => box
        .Moved((Width - FrameWidth) / 2.0, (Height - FrameHeight) / 2.0)
        .Scaled((double)PictureWidth / Width, (double)PictureHeight / Height)
        .Within(PictureWidth, PictureHeight);

    /// <summary>A box of the picture as one of the frame.</summary>
    /// <param name="box">In pixels of the picture.</param>
    public Box ToFrame(Box box) => box
        .Scaled((double)Width / PictureWidth, (double)Height / PictureHeight)
        .Moved((FrameWidth - Width) / 2.0, (FrameHeight - Height) / 2.0);

    /// <summary>A point of the frame as one of the picture, no farther than its edge.</summary>
    /// <param name="point">In pixels of the frame.</param>
    public Landmark ToPicture(Landmark point)
    {
        var box = ToPicture(new Box(point.X, point.Y, point.X, point.Y));
        return point with { X = box.Left, Y = box.Top };
    }

    /// <summary>A point of the picture as one of the frame.</summary>
    /// <param name="point">In pixels of the picture.</param>
    public Landmark ToFrame(Landmark point)
    {
        var box = ToFrame(new Box(point.X, point.Y, point.X, point.Y));
        return point with { X = box.Left, Y = box.Top };
    }

    private static float Mix(float one, float other, float share) => one + ((other - one) * share);

    private static float Sample(Picture picture, int channel, int x, int y)
    {
        var at = (y * picture.Width) + x;
        var sample = picture.Samples[(channel * picture.PlaneLength) + at];
        return picture.Alpha is { } alpha ? Mix(Grey, sample, alpha[at]) : sample;
    }

    private static (int First, int Second, float Share) Place(int at, int count, int extent)
    {
        if (at == count - 1 || extent == 1)
        {
            return (extent - 1, extent - 1, 0);
        }

        var place = at * ((float)(extent - 1) / (count - 1));
        var first = Math.Min((int)place, extent - 1);
        return (first, Math.Min(first + 1, extent - 1), place - first);
    }
}
