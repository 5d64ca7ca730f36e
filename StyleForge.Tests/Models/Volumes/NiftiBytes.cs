using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace StyleForge.Tests.Models.Volumes;

/// <summary>Files of NIfTI-1 as other programs write them, byte by byte.</summary>
internal sealed class NiftiBytes
{
    public short[] Dimensions { get; set; } = [3, 4, 3, 2, 1, 1, 1, 1];

    public short Type { get; set; } = 2;

    public short Bits { get; set; } = 8;

    public float[] PixelSizes { get; set; } = [1, 1, 1, 1, 1, 1, 1, 1];

    public float Offset { get; set; } = 352;

    public float Slope { get; set; } = 1;

    public float Intercept { get; set; }

    public byte Units { get; set; } = 2;

    public short QuaternionCode { get; set; }

    public float[] Quaternion { get; set; } = new float[6];

    public short AffineCode { get; set; } = 1;

    public float[] Rows { get; set; } = [-1, 0, 0, 10, 0, 0, 1, 20, 0, -1, 0, 30];

    public string Magic { get; set; } = "n+1\0";

    public bool IsBigEndian { get; set; }

    /// <summary>Voxels in the file's own order of bytes; as many as the extents say where this is null.</summary>
    public byte[]? Voxels { get; set; }

    public byte[] Make()
    {
        var count = Dimensions.Skip(1).Take(3).Aggregate(1, (all, extent) => all * Math.Max(1, (int)extent));
        var voxels = Voxels ?? [.. Enumerable.Range(0, count).Select(i => (byte)i)];
        var file = new byte[(int)Math.Clamp(Offset, 348, 1 << 20) + voxels.Length];
        Whole(0, 348);
        for (var i = 0; i < 8; i++)
        {
            Short(40 + (2 * i), Dimensions[i]);
            Single(76 + (4 * i), PixelSizes[i]);
        }

        Short(70, Type);
        Short(72, Bits);
        Single(108, Offset);
        Single(112, Slope);
        Single(116, Intercept);
        file[123] = Units;
        Short(252, QuaternionCode);
        Short(254, AffineCode);
        for (var i = 0; i < 6; i++)
        {
            Single(256 + (4 * i), Quaternion[i]);
        }

        for (var i = 0; i < 12; i++)
        {
            Single(280 + (4 * i), Rows[i]);
        }

        Encoding.ASCII.GetBytes(Magic, file.AsSpan(344));
        voxels.CopyTo(file, file.Length - voxels.Length);
        return file;

        void Whole(int place, int number)
        {
            if (IsBigEndian)
            {
                BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(place), number);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), number);
            }
        }

        void Short(int place, short number)
        {
            if (IsBigEndian)
            {
                BinaryPrimitives.WriteInt16BigEndian(file.AsSpan(place), number);
            }
            else
            {
                BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(place), number);
            }
        }

        void Single(int place, float number) => Whole(place, BitConverter.SingleToInt32Bits(number));
    }

    public static byte[] Pack(byte[] file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(file);
        }

        return packed.ToArray();
    }
}
