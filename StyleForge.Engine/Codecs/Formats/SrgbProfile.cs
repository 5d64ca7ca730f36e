using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// sRGB (IEC 61966-2-1) as an ICC profile of version 4.3, for formats that have no shorter way to say it: three primaries
/// brought to D50 and one parametric curve, 460 bytes.
/// </summary>
internal static class SrgbProfile
{
    /// <summary>The profile. The same bytes always.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Make();

    private static byte[] Make()
    {
        // The primaries are those of sRGB, brought from D65 to D50 by the Bradford transform; their sum is D50.
        var curve = Parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", Text("sRGB")),
            ("cprt", Text("CC0")),
            ("wtpt", Xyz(0.9642, 1.0, 0.8249)),
            ("rXYZ", Xyz(0.436066, 0.222488, 0.013916)),
            ("gXYZ", Xyz(0.385147, 0.716873, 0.097076)),
            ("bXYZ", Xyz(0.143066, 0.060608, 0.714096)),
            ("rTRC", curve),
            ("gTRC", curve),
            ("bTRC", curve),
        ];
        var start = 128 + 4 + (12 * tags.Length);
        var table = new byte[4 + (12 * tags.Length)];
        BinaryPrimitives.WriteInt32BigEndian(table, tags.Length);
        var data = new List<byte>();
        var places = new Dictionary<byte[], int>(ReferenceEqualityComparer.Instance as IEqualityComparer<byte[]>);
        for (var i = 0; i < tags.Length; i++)
        {
            var (tag, bytes) = tags[i];
            if (!places.TryGetValue(bytes, out var place))
            {
                place = start + data.Count;
                places.Add(bytes, place);
                data.AddRange(bytes);
                data.AddRange(new byte[(4 - (data.Count % 4)) % 4]);
            }

            var entry = table.AsSpan(4 + (12 * i));
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], place);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], bytes.Length);
        }

        var header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, start + data.Count);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 0x04300000);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(24), 2026);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(26), 1);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(28), 1);
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(0.9642, 1.0, 0.8249).AsSpan(8).CopyTo(header.AsSpan(68));
        return [.. header, .. table, .. data];
    }

    private static byte[] Text(string text)
    {
        var bytes = new byte[28 + (2 * text.Length)];
        "mluc"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 1);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), 12);
        "enUS"u8.CopyTo(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 2 * text.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), 28);
        Encoding.BigEndianUnicode.GetBytes(text, bytes.AsSpan(28));
        return bytes;
    }

    private static byte[] Xyz(params double[] values) => [.. "XYZ \0\0\0\0"u8, .. Fixed(values)];

    // Kind 3: (a·x + b)^g from d on, c·x below (ICC.1, 10.18).
    private static byte[] Parametric(params double[] values) => [.. "para\0\0\0\0\0\u0003\0\0"u8, .. Fixed(values)];

    private static byte[] Fixed(double[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), (int)Math.Round(values[i] * 65536));
        }

        return bytes;
    }
}
