using System.IO.Compression;
using System.Text;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads what torch.save writes since PyTorch 1.6: a zip archive with <c>data.pkl</c> (the objects), <c>data/N</c> (the
/// storages) and, since 2.1, <c>byteorder</c>, all in one folder named after the file.
/// </summary>
internal static class TorchZipReader
{
    private const string Again = "; download or copy it again";

    // Deflate's best: 258 bytes for two bits, and some for the frame.
    private const long GreatestRatio = 1032;

    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        try
        {
            using var archive = new ZipArchive(source.Stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(source, archive, select);
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            throw source.Wrong($"is a damaged zip archive{Again}", problem);
        }
    }

    private static WeightContent Read(WeightSource source, ZipArchive archive, WeightSelection select)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw source.Wrong($"is a zip archive with two entries '{entry.FullName}'{Again}");
            }
        }

        var pickle = entries.Values.Where(entry => entry.Name == "data.pkl").MinBy(entry => entry.FullName.Length)
            ?? throw source.Wrong("is a zip archive without data.pkl, so not one that torch.save wrote; unpack it and name the weight file in it");
        var folder = pickle.FullName[..^"data.pkl".Length];
        if (entries.ContainsKey(folder + "constants.pkl") || entries.Keys.Any(name => name.StartsWith(folder + "code/", StringComparison.Ordinal)))
        {
            throw source.Wrong("is a TorchScript archive, which holds a program; save the state_dict alone: torch.save(torch.jit.load(file).state_dict(), …)");
        }

        var bigEndian = entries.TryGetValue(folder + "byteorder", out var order) && Encoding.ASCII.GetString(ReadAll(source, order)) == "big";
        using var stream = new MemoryStream(ReadAll(source, pickle), writable: false);
        var root = new PickleReader(source, stream).Read();
        var choice = TorchTensors.Find(source, root, select);
        var places = choice.Tensors.Select(entry => entry.Tensor.Storage).Distinct().ToDictionary(storage => storage, storage => Find(source, entries, folder, storage));
        return TorchTensors.Fill(source, choice, (storage, destination) =>
        {
            using var numbers = places[storage].Open();
            storage.Type.Read(numbers, bigEndian, destination);
        });
    }

    private static ZipArchiveEntry Find(WeightSource source, Dictionary<string, ZipArchiveEntry> entries, string folder, TorchStorage storage)
    {
        var name = $"{folder}data/{storage.Key}";
        if (!entries.TryGetValue(name, out var entry))
        {
            throw source.Wrong($"lacks the entry '{name}' that its tensors need{Again}");
        }

        if (entry.Length != (Int128)storage.Count * storage.Type.Size())
        {
            throw source.Wrong($"has {entry.Length} bytes in '{name}', where {storage.Count} numbers of {storage.Type.Size()} bytes were expected{Again}");
        }

        CheckRatio(source, entry);
        return entry;
    }

    private static void CheckRatio(WeightSource source, ZipArchiveEntry entry)
    {
        if (entry.Length / GreatestRatio > entry.CompressedLength || entry.CompressedLength > source.Stream.Length)
        {
            throw source.Wrong($"claims {entry.Length} bytes for '{entry.FullName}', more than its {entry.CompressedLength} packed bytes can be{Again}");
        }
    }

    private static byte[] ReadAll(WeightSource source, ZipArchiveEntry entry)
    {
        if (entry.Length > source.Limits.HeaderBytes)
        {
            throw source.Wrong($"claims {entry.Length} bytes for '{entry.FullName}', more than the {source.Limits.HeaderBytes} allowed{Again}");
        }

        CheckRatio(source, entry);
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
