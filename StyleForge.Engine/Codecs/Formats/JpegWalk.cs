using System.Buffers;
using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// Walks over the segments and scans of a JPEG without decoding them: extents, profile, texts, whether every scan that the
/// pixels need is there and has as many restart markers as it should.
/// </summary>
/// <param name="limits">Bounds for the extents.</param>
internal sealed class JpegWalk(ImageLimits limits)
{
    /// <summary>Writers use ten or a few dozen; each scan is a walk over all blocks, which a few bytes can ask for.</summary>
    public const int MaximumScans = 256;

    private const int Coefficients = 64;

    private readonly JpegComments _comments = new();
    private readonly IccSegments _profile = new();
    private readonly ArrayBufferWriter<byte> _essence = new();
    private readonly List<string> _notices = [];
    private (int Width, int Height, bool IsProgressive) _frame;
    private Component[] _components = [];
    private readonly HashSet<int> _quantisationTables = [];
    private readonly HashSet<int> _huffmanTables = []; // class (0 DC, 1 AC) and place, as in the file
    private int? _orientation;
    private int _restartInterval;
    private int _scans;
    private long _scanBytes;

    /// <summary>True where restart markers are counted, which tells of every part but the last whether it is there.</summary>
    public bool HasRestarts => _restartInterval > 0;

    /// <summary>True where the marker that ends a JPEG is there.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Walks over a file.</summary>
    public StoredPicture Walk(byte[] file)
    {
        if (file is not [0xFF, JpegMarker.StartOfImage, ..])
        {
            throw new ImageFormatException("is not a JPEG file: it does not start with FFD8");
        }

        _essence.Write<byte>([0xFF, JpegMarker.StartOfImage]);
        var at = 2;
        while (!HasEnd && NextMarker(file, ref at) is { } marker)
        {
            if (marker == JpegMarker.EndOfImage)
            {
                HasEnd = true;
            }
            else if (!JpegMarker.StandsAlone(marker))
            {
                at = ReadSegment(file, at, marker);
            }
        }

        CheckComplete();
        _essence.Write<byte>([0xFF, JpegMarker.EndOfImage]);
        return new StoredPicture(Header(), () => _essence.WrittenSpan.ToArray());
    }

    /// <summary>The next marker, whatever stands before it; the place after it.</summary>
    private static byte? NextMarker(byte[] file, ref int at)
    {
        while (at + 1 < file.Length)
        {
            var found = file.AsSpan(at).IndexOf((byte)0xFF);
            if (found < 0)
            {
                break;
            }

            at += found;
            while (at < file.Length && file[at] == 0xFF)
            {
                at++; // fill bytes
            }

            if (at < file.Length && file[at++] is not 0 and var marker)
            {
                return marker;
            }
        }

        return null;
    }

    private int ReadSegment(byte[] file, int at, byte marker)
    {
        var length = file.Length - at < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
        if (length < 2 || length > file.Length - at)
        {
            throw new ImageFormatException(length < 2
                ? $"is damaged: its JPEG segment {marker:X2} says that it has {length} bytes, and its length alone takes 2"
                : $"is truncated: it ends in the middle of its JPEG segment {marker:X2}");
        }

        var body = file.AsSpan(at + 2, length - 2);
        if (Take(marker, body))
        {
            if (marker == JpegMarker.StartOfScan && _restartInterval > 0)
            {
                // ImageSharp counts the units to the next restart marker on from scan to scan, and anew where the interval
                // is stated; so it is stated before each scan.
                _essence.Write<byte>([0xFF, JpegMarker.RestartInterval, 0, 4, (byte)(_restartInterval >> 8), (byte)_restartInterval]);
            }

            _essence.Write<byte>([0xFF, marker]);
            _essence.Write(file.AsSpan(at, length));
        }

        return marker == JpegMarker.StartOfScan ? ReadScan(file, at + length, body) : at + length;
    }

    /// <returns>True where the pixels depend on the segment.</returns>
    private bool Take(byte marker, ReadOnlySpan<byte> body)
    {
        switch (marker)
        {
            case JpegMarker.RestartInterval:
                _restartInterval = body.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(body) : 0;
                return true;
            case JpegMarker.QuantisationTables:
                for (; body.Length > 0; body = body[(1 + (body[0] >> 4 == 0 ? Coefficients : 2 * Coefficients))..])
                {
                    RequireTable(body[0] >> 4 <= 1 && (body[0] & 15) <= 3 && body.Length > (body[0] >> 4 == 0 ? Coefficients : 2 * Coefficients), "quantisation");
                    _quantisationTables.Add(body[0] & 15);
                }

                return true;
            case JpegMarker.HuffmanTables:
                TakeHuffmanTables(body);
                return true;
            case JpegMarker.StartOfScan:
                return true;
            case JpegMarker.NumberOfLines:
                throw Unsupported("with its height after the first scan (DNL)");
            case JpegMarker.Comment:
                _comments.Add(body);
                return false;
            case JpegMarker.Exif when body.StartsWith("Exif\0\0"u8):
                _orientation ??= Orientation.Read(body[6..]);
                return false;
            case JpegMarker.Icc when body.StartsWith(IccSegments.Signature):
                _profile.Add(body);
                return false;
            case JpegMarker.Jfif:
                return body.StartsWith("JFIF\0"u8) && body.Length >= 14;
            case JpegMarker.Adobe:
                return body.StartsWith("Adobe"u8) && body.Length >= 12;
            case var _ when JpegMarker.IsFrame(marker):
                ReadFrame(marker, body);
                return true;
            default:
                return false;
        }
    }

    private void TakeHuffmanTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            RequireTable(body.Length >= 17 && body[0] >> 4 <= 1 && (body[0] & 15) <= 3, "Huffman");

            // Codes of each length, as a share of all that there can be.
            var (codes, used) = (0, 0);
            for (var length = 1; length <= 16; length++)
            {
                codes += body[length];
                used += body[length] << (16 - length);
            }

            RequireTable(codes <= 256 && body.Length >= 17 + codes && used <= 1 << 16, "Huffman");
            _huffmanTables.Add(body[0]);
            body = body[(17 + codes)..];
        }
    }

    private static void RequireTable(bool isSound, string kind)
    {
        if (!isSound)
        {
            throw new ImageFormatException($"is damaged: one of its {kind} tables cannot be");
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (_components.Length > 0)
        {
            throw new ImageFormatException("is damaged: it has two frame headers");
        }

        if (marker > JpegMarker.Progressive)
        {
            throw Unsupported(marker is 0xC3 ? "without loss (lossless)" : marker is 0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF ? "in layers (hierarchical)" : "with arithmetic codes");
        }

        if (body.Length < 6 || body.Length < 6 + (3 * body[5]) || body[5] is not (1 or 3 or 4))
        {
            throw new ImageFormatException(body.Length >= 6 && body.Length >= 6 + (3 * body[5])
                ? $"has {body[5]} components; read are 1 (grey), 3 (colour) and 4 (inks)"
                : "is damaged: its frame header is too short for the number of its components");
        }

        if (body[0] != 8)
        {
            throw Unsupported($"with {body[0]} bits a sample");
        }

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
        if (height == 0)
        {
            throw Unsupported("with its height after the first scan (DNL)");
        }

        limits.RequireExtents(width, height);
        _frame = (width, height, marker == JpegMarker.Progressive);
        _components = new Component[body[5]];
        for (var i = 0; i < _components.Length; i++)
        {
            var entry = body.Slice(6 + (3 * i), 3);
            _components[i] = new Component(entry[0], entry[1] >> 4, entry[1] & 15, entry[2]);
            if (_components[i] is not { Horizontal: >= 1 and <= 4, Vertical: >= 1 and <= 4 } || entry[2] > 3)
            {
                throw new ImageFormatException(
                    $"is damaged: its component {entry[0]} has the sampling factors {entry[1] >> 4}×{entry[1] & 15} and the quantisation table {entry[2]}");
            }
        }

        if (_components.Select(component => component.Id).Distinct().Count() < _components.Length)
        {
            throw new ImageFormatException("is damaged: two components have one name");
        }
    }

    private int ReadScan(byte[] file, int start, ReadOnlySpan<byte> header)
    {
        if (_components.Length == 0)
        {
            throw new ImageFormatException("is damaged: a scan comes before the frame header");
        }

        if (++_scans > MaximumScans)
        {
            throw new ImageFormatException($"has more than {MaximumScans} scans, the most that are read: save it again with any editor");
        }

        var count = header.Length > 0 ? header[0] : 0;
        if (count < 1 || count > _components.Length || header.Length < 4 + (2 * count))
        {
            throw new ImageFormatException($"is damaged: the header of its scan {_scans} names {count} of {_components.Length} components");
        }

        var parts = new List<Component>();
        for (var i = 0; i < count; i++)
        {
            var name = header[1 + (2 * i)];
            parts.Add(Array.Find(_components, component => component.Id == name)
                ?? throw new ImageFormatException($"is damaged: its scan {_scans} names the component {name}, which is not there"));
        }

        TakeApproximation(parts, header.Slice(1 + (2 * count), 3));
        RequireTables(parts, header[1..]);
        var (end, restarts) = ScanEnd(file, start);
        _essence.Write(file.AsSpan(start, end - start));
        _scanBytes += end - start;
        CheckRestarts(parts, restarts, isCut: end == file.Length);
        return end;
    }

    private void RequireTables(List<Component> parts, ReadOnlySpan<byte> entries)
    {
        var selection = entries[(2 * parts.Count)..];
        var (needsDc, needsAc) = _frame.IsProgressive ? (selection[0] == 0 && selection[2] >> 4 == 0, selection[0] > 0) : (true, true);
        for (var i = 0; i < parts.Count; i++)
        {
            var tables = entries[(2 * i) + 1];
            if (!_quantisationTables.Contains(parts[i].QuantisationTable))
            {
                throw new ImageFormatException($"is damaged: its component {parts[i].Id} needs the quantisation table {parts[i].QuantisationTable}, which is not there");
            }

            if ((needsDc && !_huffmanTables.Contains(tables >> 4)) || (needsAc && !_huffmanTables.Contains(0x10 | (tables & 15))))
            {
                throw new ImageFormatException($"is damaged: its scan {_scans} needs a Huffman table which is not there");
            }
        }
    }

    private void TakeApproximation(List<Component> parts, ReadOnlySpan<byte> selection)
    {
        var (first, last, high, low) = _frame.IsProgressive ? (selection[0], selection[1], selection[2] >> 4, selection[2] & 15) : (0, Coefficients - 1, 0, 0);
        if (first > last || last >= Coefficients || low > 13 || (high != 0 && high != low + 1))
        {
            throw new ImageFormatException($"is damaged: its scan {_scans} sends the coefficients {first} to {last}, bits {high} to {low}");
        }

        foreach (var part in parts)
        {
            part.LowestBit.AsSpan(first, last - first + 1).Fill(low);
        }
    }

    /// <summary>Where the codes of a scan end: at the next marker that is none of restarts.</summary>
    private static (int End, int Restarts) ScanEnd(byte[] file, int at)
    {
        var restarts = 0;
        while (true)
        {
            var found = file.AsSpan(at).IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= file.Length)
            {
                return (file.Length, restarts);
            }

            at += found;
            var code = file[at + 1];
            if (JpegMarker.IsRestart(code))
            {
                restarts++;
            }
            else if (code is not (0 or 0xFF))
            {
                return (at, restarts);
            }

            at += code == 0xFF ? 1 : 2;
        }
    }

    private void CheckRestarts(List<Component> parts, int restarts, bool isCut)
    {
        if (_restartInterval == 0)
        {
            return;
        }

        var (horizontal, vertical) = (_components.Max(component => component.Horizontal), _components.Max(component => component.Vertical));
        var (across, down) = parts.Count > 1
            ? (Units(_frame.Width, 8 * horizontal), Units(_frame.Height, 8 * vertical))
            : (Units(Units(_frame.Width * parts[0].Horizontal, horizontal), 8), Units(Units(_frame.Height * parts[0].Vertical, vertical), 8));
        var expected = (((long)across * down) - 1) / _restartInterval;
        if (restarts < expected)
        {
            throw new ImageFormatException(isCut
                ? $"is truncated: it ends in the middle of its pixels, in part {restarts + 1} of {expected + 1} of scan {_scans}"
                : $"is damaged: its scan {_scans} has {restarts} of the {expected} restart markers that its pixels need");
        }

        static int Units(int length, int unit) => (length + unit - 1) / unit;
    }

    private void CheckComplete()
    {
        if (_components.Length == 0)
        {
            throw new ImageFormatException("is truncated: it ends before its frame header");
        }

        if (_scans == 0)
        {
            throw new ImageFormatException("is truncated: it ends before its first scan");
        }

        foreach (var component in _components)
        {
            // Without its end, every bit is asked for; with it, a first approximation of every block will do.
            var isThere = HasEnd ? component.LowestBit[0] >= 0 : component.LowestBit.All(bit => bit == 0);
            if (!isThere)
            {
                throw new ImageFormatException($"is truncated: after {_scans} scans component {component.Id} is not complete");
            }
        }

        // Every block has at least one bit (its DC code), and in a sequential frame another (its end of block).
        var (horizontal, vertical) = (_components.Max(component => component.Horizontal), _components.Max(component => component.Vertical));
        var units = ((_frame.Width + (8L * horizontal) - 1) / (8 * horizontal)) * ((_frame.Height + (8L * vertical) - 1) / (8 * vertical));
        var blocks = _components.Length == 1 ? ((_frame.Width + 7L) / 8) * ((_frame.Height + 7L) / 8) : units * _components.Length;
        var needed = blocks * (_frame.IsProgressive ? 1 : 2) / 8;
        if (_scanBytes < needed)
        {
            throw new ImageFormatException($"is truncated: {_frame.Width}×{_frame.Height} pixels need at least {needed} bytes, and {_scanBytes} are there");
        }
    }

    private ImageHeader Header()
    {
        if (_profile.IsBroken)
        {
            _notices.Add("has a colour profile of which parts are missing or doubled: its colours are taken as sRGB");
        }

        if (_comments.IsTooLong)
        {
            _notices.Add($"has comments of more than {JpegComments.MaximumLength >> 20} MiB, and those beyond are passed over");
        }

        var model = _components.Length switch { 1 => "grey", 3 => "colour", _ => "inks (CMYK), made RGB" };
        var sampling = string.Join(" ", _components.Select(component => $"{component.Horizontal}×{component.Vertical}"));
        return new ImageHeader("JPEG", _frame.Width, _frame.Height, _components.Length == 1 ? PixelFormat.Grey : PixelFormat.Rgb, 8)
        {
            Coding = $"{model}, 8 bits, {(_frame.IsProgressive ? "progressive" : "baseline")}{(_components.Length == 1 ? "" : $", sampling {sampling}")}",
            Orientation = _orientation ?? 1,
            Colour = new ColourFacts(_profile.Profile),
            Texts = _comments.Texts,
            Notices = _notices,
        };
    }

    private static ImageFormatException Unsupported(string kind) =>
        new($"is a JPEG coded {kind}, which this build does not read: save it again as a usual JPEG, or as PNG");

    private sealed record Component(byte Id, int Horizontal, int Vertical, int QuantisationTable)
    {
        /// <summary>The lowest bit of each coefficient that a scan has sent; −1 for none.</summary>
        public int[] LowestBit { get; } = [.. Enumerable.Repeat(-1, Coefficients)];
    }
}
