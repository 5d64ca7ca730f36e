using StyleForge.Engine.Imaging;

namespace StyleForge.Training.Pictures;

/// <summary>Pictures without transparent parts.</summary>
internal static class FlatPicture
{
    /// <summary>A picture whose transparent parts have become a background; the picture itself where it has none.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="level">The background's grey, 0 to 255.</param>
    public static Picture Over(Picture picture, int level)
    {
        if (picture.Alpha is null)
        {
            return picture;
        }

        var background = level / (float)byte.MaxValue;
        var flat = new Picture(picture.Width, picture.Height);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var from = picture.Plane(channel);
            var to = flat.Plane(channel);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = background + ((from[i] - background) * picture.Alpha[i]);
            }
        }

        return flat;
    }
}
