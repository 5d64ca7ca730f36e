using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Running;

/// <summary>The mask of a style as it was painted, made one without transparency: white where the style goes.</summary>
internal static class MaskPicture
{
    /// <summary>Makes a mask of a picture. What is transparent is not painted, so it counts as black.</summary>
    /// <param name="painted">The picture.</param>
    /// <param name="path">Its file, for sentences.</param>
    /// <param name="notices">Takes a sentence where the picture has transparent parts.</param>
    /// <exception cref="ImageFileException">There is no white in it.</exception>
    public static Picture Of(Picture painted, string path, ICollection<string> notices)
    {
        var mask = painted.Alpha is { } alpha && alpha.AsSpan().ContainsAnyExcept(1f) ? Flattened(painted, alpha, path, notices) : painted;
        return mask.Samples.AsSpan().ContainsAnyExcept(0f)
            ? mask
            : throw new ImageFileException(path, "is black all over, so its style would go nowhere: paint white where the style should go");
    }

    // A shape that is black wherever it is painted says where the style goes by its alpha alone.
    private static Picture Flattened(Picture painted, float[] alpha, string path, ICollection<string> notices)
    {
        var mask = new Picture(painted.Width, painted.Height);
        var isShape = !painted.Samples.AsSpan().ContainsAnyExcept(0f) && alpha.AsSpan().ContainsAnyExcept(0f);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var from = painted.Plane(channel);
            var to = mask.Plane(channel);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = isShape ? alpha[i] : from[i] * alpha[i];
            }
        }

        notices.Add(isShape
            ? $"{path} is black wherever it is painted, so its alpha is the mask: its style goes where it is opaque."
            : $"{path} is a mask with transparent parts, which count as black.");
        return mask;
    }
}
