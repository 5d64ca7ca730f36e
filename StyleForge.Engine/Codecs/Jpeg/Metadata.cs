namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>What the application and comment segments of a file say.</summary>
internal sealed class Metadata
{
    private readonly SortedDictionary<int, ReadOnlyMemory<byte>> _profileParts = [];
    private readonly Comments _comments = new();
    private int _profilePartCount;

    /// <summary>EXIF orientation, 1 to 8; the first EXIF segment counts.</summary>
    public int? Orientation { get; private set; }

    /// <summary>True where a JFIF segment is there: then three components are YCbCr.</summary>
    public bool IsJfif { get; private set; }

    /// <summary>The transform that an Adobe segment names: 0 none, 1 YCbCr, 2 YCCK. Null without such a segment.</summary>
    public int? AdobeTransform { get; private set; }

    /// <summary>The comments, by keyword.</summary>
    public IReadOnlyDictionary<string, string> Texts => _comments.Texts;

    /// <summary>Notes a segment; of no effect where it is of another kind.</summary>
    public void Read(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker == Marker.Comment)
        {
            _comments.Add(body);
        }
        else if (marker == Marker.Jfif && body.StartsWith("JFIF\0"u8))
        {
            IsJfif = true;
        }
        else if (marker == Marker.Exif && body.StartsWith("Exif\0\0"u8))
        {
            Orientation ??= Exif.ReadOrientation(body[6..]);
        }
        else if (marker == Marker.Adobe && body.StartsWith("Adobe"u8) && body.Length >= 12)
        {
            AdobeTransform = body[11];
        }
        else if (marker == Marker.Icc && body.StartsWith(IccSegments.Signature))
        {
            ReadProfilePart(body[IccSegments.Signature.Length..]);
        }
    }

    /// <summary>The facts about colour.</summary>
    /// <exception cref="ImageFormatException">Parts of the ICC profile are missing.</exception>
    public ColourFacts Colour()
    {
        if (_profileParts.Count == 0)
        {
            return ColourFacts.Unstated;
        }

        if (_profileParts.Count != _profilePartCount)
        {
            throw new ImageFormatException($"holds {_profileParts.Count} of the {_profilePartCount} parts of its ICC profile: save it again with or without the whole profile");
        }

        return new ColourFacts(_profileParts.Values.SelectMany(part => part.ToArray()).ToArray());
    }

    private void ReadProfilePart(ReadOnlySpan<byte> body)
    {
        var (number, count) = body.Length < 2 ? (0, 0) : (body[0], body[1]);
        var isNew = _profileParts.Count == 0 || count == _profilePartCount;
        if (number < 1 || number > count || !isNew || !_profileParts.TryAdd(number, body[2..].ToArray()))
        {
            throw new ImageFormatException($"is damaged: part {number} of {count} of its ICC profile does not fit the parts before");
        }

        _profilePartCount = count;
    }
}
