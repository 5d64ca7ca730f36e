using System.Buffers.Binary;
using System.Numerics;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads what torch.save wrote before PyTorch 1.6: a magic number, a protocol version, facts of the machine, the objects
/// and the keys of the storages, each a pickle, then every storage as a count and its numbers.
/// </summary>
internal static class TorchLegacyReader
{
    // torch.serialization's MAGIC_NUMBER and PROTOCOL_VERSION.
    private static readonly BigInteger Magic = new([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]);
    private const long Protocol = 1001;

    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        var stream = source.Stream;
        var pickles = new PickleReader(source, stream);
        if (pickles.Read() is not BigInteger magic || magic != Magic)
        {
            throw source.Wrong("is a pickle, but not one that torch.save wrote; save it with torch.save, or as safetensors");
        }

        if (pickles.Read() is not long protocol || protocol != Protocol)
        {
            throw source.Wrong($"is of another version of PyTorch's older format than {Protocol}; save it again with a newer PyTorch");
        }

        var bigEndian = pickles.Read() is PickleDictionary machine && machine.Find("little_endian") is false;
        var choice = TorchTensors.Find(source, pickles.Read(), select);
        var keys = pickles.Read() as List<object?> ?? throw source.Wrong("lacks the list of its storages; download or copy it again");
        var places = FindPlaces(source, keys, pickles.Storages, bigEndian);
        return TorchTensors.Fill(source, choice, (storage, destination) =>
        {
            stream.Position = places.TryGetValue(storage.Key, out var place)
                ? place
                : throw source.Wrong($"lacks the storage '{storage.Key}' that its tensors need; download or copy it again");
            storage.Type.Read(stream, bigEndian, destination);
        });
    }

    /// <summary>Walks over the storages, which follow one another, and notes where the numbers of each begin.</summary>
    private static Dictionary<string, long> FindPlaces(WeightSource source, List<object?> keys, Dictionary<string, TorchStorage> storages, bool bigEndian)
    {
        var places = new Dictionary<string, long>(StringComparer.Ordinal);
        Span<byte> head = stackalloc byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage) || places.ContainsKey(name))
            {
                throw source.Wrong("lists storages that its tensors do not have; download or copy it again");
            }

            if (source.Stream.Length - source.Stream.Position < head.Length)
            {
                throw CutShort(source, name);
            }

            source.Stream.ReadExactly(head);
            var count = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(head) : BinaryPrimitives.ReadInt64LittleEndian(head);
            if (count != storage.Count)
            {
                throw source.Wrong($"gives its storage '{name}' {count} numbers in one place and {storage.Count} in another; download or copy it again");
            }

            if (count > (source.Stream.Length - source.Stream.Position) / storage.Type.Size())
            {
                throw CutShort(source, name);
            }

            places.Add(name, source.Stream.Position);
            source.Stream.Position += count * storage.Type.Size();
        }

        return places;
    }

    private static WeightFormatException CutShort(WeightSource source, string storage) =>
        source.Wrong($"is cut short in its storage '{storage}'; download or copy it again");
}
