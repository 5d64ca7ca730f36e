using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Walks the markers and segments of a file.</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>Where the next marker is looked for; after a scan, where its entropy-coded data ended.</summary>
    public int Position { get; set; }

    /// <summary>
    /// The next marker, or null at the end of the file. Fill bytes (0xFF) before a marker are allowed by T.81 B.1.1.2;
    /// other bytes between segments are skipped, because cameras leave such bytes, and no sample can hide in them.
    /// Restart markers are skipped too: what is left of a scan after its last block is not needed.
    /// </summary>
    public byte? NextMarker()
    {
        while (Position < _file.Length)
        {
            var found = _file[Position..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                break;
            }

            Position += found;
            while (Position < _file.Length && _file[Position] == 0xFF)
            {
                Position++;
            }

            if (Position < _file.Length)
            {
                var marker = _file[Position++];
                if (marker is not (0 or (>= Marker.FirstRestart and <= Marker.LastRestart)))
                {
                    return marker;
                }
            }
        }

        Position = _file.Length;
        return null;
    }

    /// <summary>The body of the segment whose marker was just read.</summary>
    public ReadOnlySpan<byte> Body(byte marker)
    {
        var left = _file.Length - Position;
        var length = left >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(_file[Position..]) : 2;
        if (left < Math.Max(length, 2))
        {
            throw new ImageFormatException($"is truncated: the segment FF{marker:X2} at byte {Position - 2} needs {length} bytes, and {left} are there");
        }

        if (length < 2)
        {
            throw new ImageFormatException($"is damaged: the segment FF{marker:X2} at byte {Position - 2} says that it has {length} bytes, less than the 2 of its length");
        }

        var body = _file.Slice(Position + 2, length - 2);
        Position += length;
        return body;
    }
}
