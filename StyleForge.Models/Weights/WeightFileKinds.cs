using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Models.Weights;

/// <summary>Tells files apart by their first bytes, and names those that are something else altogether.</summary>
internal static class WeightFileKinds
{
    private const string Again = "download it again from its publisher";
    private const string Instead = "take the network's PyTorch or safetensors file, or convert it to safetensors first";

    private static readonly (byte[] Start, string Complaint)[] Strangers =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "is a PNG picture, not weights; name the weight file"),
        ([0xFF, 0xD8, 0xFF], "is a JPEG picture, not weights; name the weight file"),
        ([.. "GIF8"u8], "is a GIF picture, not weights; name the weight file"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], $"is an HDF5 file (Keras); {Instead}"),
        ([.. "MATLAB "u8], $"is a MATLAB file (MatConvNet); {Instead}"),
        ([.. "GGUF"u8], $"is a GGUF file (llama.cpp), which holds language models; {Instead}"),
        ([4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, .. "V 1"u8], $"is a Torch 7 file (Lua); {Instead}"),
        ([.. "4\n1\n3\nV 1\n"u8], $"is a Torch 7 file (Lua); {Instead}"),
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

        return head.Length > 1 && head[0] == 0x80 && head[1] is >= 1 and <= 5 ? WeightFileKind.Pickle
            : IsOnnx(head) ? WeightFileKind.Onnx
            : IsDarknet(head) ? WeightFileKind.Darknet
            : Text(head) is ['{' or '[', ..] text && !IsConfiguration(text) ? WeightFileKind.Json
            : WeightFileKind.Unknown;
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

        var text = Text(head);
        if (text.StartsWith('<'))
        {
            return $"is a web page, not weights; the link has probably died, so {Again}";
        }

        if (IsConfiguration(text))
        {
            return "is a Darknet configuration, which has no weights; name the .weights file, with the configuration beside it under the same name";
        }

        if (IsCaffe(head))
        {
            return $"is a Caffe model; {Instead}";
        }

        if (IsTorchTable(head))
        {
            return $"is a Torch 7 file (Lua); {Instead}";
        }

        return $"is not a weight file: it begins with {Convert.ToHexStringLower(head[..Math.Min(8, head.Length)])}, "
            + $"as no format that is read; {Again}";
    }

    private static string Text(ReadOnlySpan<byte> head) => Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');

    // Behind comments, perhaps, and not behind so many that the beginning of the file is one.
    private static bool IsConfiguration(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => line[0] is not ('#' or ';')) is { } line
        && (line.StartsWith("[net]", StringComparison.Ordinal) || line.StartsWith("[network]", StringComparison.Ordinal));

    // A protocol buffer: field 1 (the format's version, a small number), then a text, the graph or the operators' versions.
    private static bool IsOnnx(ReadOnlySpan<byte> head) =>
        head.Length > 3 && head[0] == 0x08 && head[1] is > 0 and < 32 && head[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42;

    // Versions 0.1 and 0.2, with a small third number; then how many pictures were seen.
    private static bool IsDarknet(ReadOnlySpan<byte> head) =>
        head.Length >= 16
        && BinaryPrimitives.ReadInt32LittleEndian(head) == 0
        && BinaryPrimitives.ReadInt32LittleEndian(head[4..]) is 1 or 2
        && BinaryPrimitives.ReadInt32LittleEndian(head[8..]) is >= 0 and < 100;

    // A protocol buffer, too: field 1 is the network's name, then come layers (field 100, or 2 in older files), or inputs (3).
    private static bool IsCaffe(ReadOnlySpan<byte> head)
    {
        if (head.Length < 2 || head[0] != 0x0A || head[1] is 0 or > 127 || head.Length < head[1] + 4)
        {
            return false;
        }

        var after = head[(head[1] + 2)..];
        return head.Slice(2, head[1]).IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && (after.StartsWith((ReadOnlySpan<byte>)[0xA2, 0x06]) || after[0] is 0x12 or 0x1A);
    }

    // A table (kind 3) with number 1, as many entries as it says, and a number or a text (kinds 1 and 2) as its first key.
    private static bool IsTorchTable(ReadOnlySpan<byte> head) =>
        head.Length >= 16
        && head.StartsWith((ReadOnlySpan<byte>)[3, 0, 0, 0, 1, 0, 0, 0])
        && BinaryPrimitives.ReadInt32LittleEndian(head[8..]) is > 0 and < 1 << 20
        && BinaryPrimitives.ReadInt32LittleEndian(head[12..]) is 1 or 2;
}
