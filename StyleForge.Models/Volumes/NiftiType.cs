using System.Buffers.Binary;

namespace StyleForge.Models.Volumes;

/// <summary>A kind of number that NIfTI-1 stores voxels as.</summary>
/// <param name="code">Its number in the format.</param>
/// <param name="bytes">Bytes of a voxel.</param>
/// <param name="read">Reads one, little or big end first.</param>
internal sealed class NiftiType(short code, int bytes, NiftiType.Read read)
{
    /// <summary>Bytes, from 0 to 255: what labels are written as.</summary>
    public const short Unsigned8 = 2;

    private static readonly NiftiType[] All =
    [
        new(Unsigned8, 1, (voxel, _) => voxel[0]),
        new(256, 1, (voxel, _) => (sbyte)voxel[0]),
        new(4, 2, (voxel, isBig) => isBig ? BinaryPrimitives.ReadInt16BigEndian(voxel) : BinaryPrimitives.ReadInt16LittleEndian(voxel)),
        new(512, 2, (voxel, isBig) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(voxel) : BinaryPrimitives.ReadUInt16LittleEndian(voxel)),
        new(8, 4, (voxel, isBig) => isBig ? BinaryPrimitives.ReadInt32BigEndian(voxel) : BinaryPrimitives.ReadInt32LittleEndian(voxel)),
        new(768, 4, (voxel, isBig) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(voxel) : BinaryPrimitives.ReadUInt32LittleEndian(voxel)),
        new(1024, 8, (voxel, isBig) => isBig ? BinaryPrimitives.ReadInt64BigEndian(voxel) : BinaryPrimitives.ReadInt64LittleEndian(voxel)),
        new(1280, 8, (voxel, isBig) => isBig ? BinaryPrimitives.ReadUInt64BigEndian(voxel) : BinaryPrimitives.ReadUInt64LittleEndian(voxel)),
        new(16, 4, (voxel, isBig) => isBig ? BinaryPrimitives.ReadSingleBigEndian(voxel) : BinaryPrimitives.ReadSingleLittleEndian(voxel)),
        new(64, 8, (voxel, isBig) => isBig ? BinaryPrimitives.ReadDoubleBigEndian(voxel) : BinaryPrimitives.ReadDoubleLittleEndian(voxel)),
    ];

    /// <summary>Reads a voxel.</summary>
    public delegate double Read(ReadOnlySpan<byte> voxel, bool isBigEndian);

    /// <summary>Its number in the format.</summary>
    public short Code { get; } = code;

    /// <summary>Bytes of a voxel.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>Reads voxels: what is stored, times the slope, plus the intercept.</summary>
    public void ReadAll(ReadOnlySpan<byte> source, bool isBigEndian, double slope, double intercept, Span<float> voxels)
    {
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = (float)((slope * read(source.Slice(i * Bytes, Bytes), isBigEndian)) + intercept);
        }
    }

    /// <summary>The kind of a number; null where it is not one of single real numbers.</summary>
    public static NiftiType? Find(short code) => Array.Find(All, type => type.Code == code);
}
