using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Models.Weights;

/// <summary>Tells files apart by their first bytes, and names those that are something else altogether.</summary>
internal static class WeightFileKinds
{
    private const string Again = "download it again from its publisher";

    private static readonly (byte[] Start, string Complaint)[] Strangers =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "is a PNG picture, not weights; name the weight file"),
        ([0xFF, 0xD8, 0xFF], "is a JPEG picture, not weights; name the weight file"),
        ([.. "GIF8"u8], "is a GIF picture, not weights; name the weight file"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "is an HDF5 file (Keras); convert it to safetensors first"),
        ([0x1F, 0x8B], "is compressed with gzip; unpack it first"),
        ([0x93, .. "NUMPY"u8], "is a NumPy array; convert it to safetensors first"),
        ([.. "version https://git-lfs"u8], "is a Git LFS pointer, not the weights themselves; fetch them with 'git lfs pull'"),
    ];

    /// <summary>The family of a file that begins with these bytes.</summary>
    public static WeightFileKind Recognise(ReadOnlySpan<byte> head)
    {
        // The header's length comes first and is far below 2^40; text never has zeros there.
        if (head.Length > 8 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) < 1UL << 40)
        {
            return WeightFileKind.Safetensors;
        }

        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            return WeightFileKind.Zip;
        }

        return head.Length > 1 && head[0] == 0x80 && head[1] is >= 1 and <= 5 ? WeightFileKind.Pickle : WeightFileKind.Unknown;
    }

    /// <summary>What is wrong with a file of no known family: the rest of a sentence that begins with its name.</summary>
    public static string Complaint(ReadOnlySpan<byte> head)
    {
        foreach (var (start, complaint) in Strangers)
        {
            if (head.StartsWith(start))
            {
                return complaint;
            }
        }

        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('<'))
        {
            return $"is a web page, not weights; the link has probably died, so {Again}";
        }

        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return "is a JSON file, not weights; name the weight file";
        }

        // ONNX is a protocol buffer: field 1 (the format's version, a small number), then field 2 or 7.
        if (head.Length > 3 && head[0] == 0x08 && head[1] is > 0 and < 32 && head[2] is 0x12 or 0x3A)
        {
            return "is an ONNX model; export its weights as safetensors first";
        }

        return $"is not a weight file: it begins with {Convert.ToHexStringLower(head[..Math.Min(8, head.Length)])}, "
            + $"which is neither safetensors nor PyTorch; {Again}";
    }
}
