using StyleForge.Engine.Codecs;

namespace StyleForge.Hosting;

/// <summary>Reads the header of each picture file once, however many jobs name it.</summary>
/// <param name="read">Reads a header; throws <see cref="ImageFileException"/> where a file is no picture.</param>
internal sealed class KnownHeaders(Func<string, ImageLimits, ImageHeader> read)
{
    private readonly Dictionary<string, (ImageHeader? Header, ImageFileException? Refusal)> _known = new(StringComparer.Ordinal);

    /// <summary>The header of a file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="limits">Bounds, the same in every call.</param>
    /// <exception cref="ImageFileException">It is no picture that can be read.</exception>
    public ImageHeader Read(string path, ImageLimits limits)
    {
        if (!_known.TryGetValue(path, out var known))
        {
            try
            {
                known = (read(path, limits), null);
            }
            catch (ImageFileException refusal)
            {
                known = (null, refusal);
            }

            _known.Add(path, known);
        }

        return known.Header ?? throw known.Refusal!;
    }
}
