using System.IO.Compression;
using System.Text;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Models.Weights;

/// <summary>Makes weight files of every format in memory, by hand, and reads them.</summary>
internal static class WeightBytes
{
    public static byte[] Safetensors(string header, params byte[] data) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];

    public static byte[] Floats(params float[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    public static byte[] StateDict(IEnumerable<TorchEntry> tensors, bool legacy) => new PickleWriter().Dictionary(items =>
    {
        foreach (var tensor in tensors)
        {
            items.Text(tensor.Name).Tensor(tensor, legacy);
        }
    }).Stop();

    public static byte[] TorchZip(TorchEntry[] tensors, CompressionLevel level = CompressionLevel.NoCompression, string? byteOrder = null) =>
        TorchZip(StateDict(tensors, legacy: false), tensors, level, byteOrder);

    public static byte[] TorchZip(byte[] pickle, TorchEntry[] tensors, CompressionLevel level = CompressionLevel.NoCompression, string? byteOrder = null)
    {
        var entries = new List<(string Name, byte[] Data)> { ("archive/data.pkl", pickle) };
        if (byteOrder is not null)
        {
            entries.Add(("archive/byteorder", Encoding.ASCII.GetBytes(byteOrder)));
        }

        entries.AddRange(tensors.DistinctBy(tensor => tensor.Key).Select(tensor => ($"archive/data/{tensor.Key}", tensor.Data)));
        return Zip(entries, level);
    }

    public static byte[] Zip(IEnumerable<(string Name, byte[] Data)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, data) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(data);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] TorchLegacy(TorchEntry[] tensors, bool bigEndian = false) =>
        TorchLegacy(StateDict(tensors, legacy: true), tensors, bigEndian);

    public static byte[] TorchLegacy(byte[] pickle, TorchEntry[] tensors, bool bigEndian = false)
    {
        var storages = tensors.DistinctBy(tensor => tensor.Key).ToArray();
        var keys = new PickleWriter().Raw(']').Mark();
        foreach (var storage in storages)
        {
            keys.Text(storage.Key);
        }

        var bytes = new List<byte>();
        bytes.AddRange(new PickleWriter().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop());
        bytes.AddRange(new PickleWriter().Whole(1001).Stop());
        bytes.AddRange(new PickleWriter().Dictionary(items => items.Text("little_endian").Raw(bigEndian ? 0x89 : 0x88)).Stop());
        bytes.AddRange(pickle);
        bytes.AddRange(keys.Raw('e').Stop());
        foreach (var storage in storages)
        {
            var count = BitConverter.GetBytes(storage.Count);
            bytes.AddRange(bigEndian ? Enumerable.Reverse(count) : count);
            bytes.AddRange(storage.Data);
        }

        return [.. bytes];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="limits">How much is believed.</param>
    /// <param name="keep">Which tensors are wanted.</param>
    /// <param name="beside">Files that lie beside it, by name; null where it is read alone.</param>
    public static WeightSet Read(byte[] file, WeightLimits? limits = null, Predicate<string>? keep = null, Dictionary<string, byte[]>? beside = null)
    {
        using var stream = new MemoryStream(file, writable: false);
        var source = new WeightSource("w", stream, limits ?? WeightLimits.Default)
        {
            Beside = beside is null ? null : name => beside.TryGetValue(name, out var other) ? new MemoryStream(other, writable: false) : throw new WeightFormatException($"'w' needs '{name}'."),
        };
        return WeightFile.Read(source, names => names.Where(name => keep is null || keep(name)).ToHashSet());
    }

    /// <summary>The sentence with which a file is refused.</summary>
    public static string Refusal(byte[] file, WeightLimits? limits = null, Dictionary<string, byte[]>? beside = null) =>
        Assert.Throws<WeightFormatException>(() => Read(file, limits, beside: beside).Dispose()).Message;
}
