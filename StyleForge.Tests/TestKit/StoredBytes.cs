using System.Buffers.Binary;
using System.Text.Json;

namespace StyleForge.Tests.TestKit;

/// <summary>Tensors of a safetensors file that are no weights, such as pixels, as the bytes that they are.</summary>
internal static class StoredBytes
{
    public static byte[] Read(string path, string tensor)
    {
        var file = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var json = JsonDocument.Parse(file.AsMemory(8, header));
        var offsets = json.RootElement.GetProperty(tensor).GetProperty("data_offsets");
        return file[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())];
    }
}
