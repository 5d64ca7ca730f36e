using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using StyleForge.Models.Files;

namespace StyleForge.Models.Volumes;

/// <summary>Writes labels as a volume of NIfTI-1, one byte a voxel, where the source lies.</summary>
public static class NiftiWriter
{
    private const int HeaderBytes = 348;
    private const int VoxelsBegin = 352;
    private const short Label = 1002;

    /// <summary>True for a name that a volume can be written under: <c>.nii</c>, or <c>.nii.gz</c> for one that is packed.</summary>
    public static bool IsName(string path) => IsPacked(path) || path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a file, which takes its name when it is whole.</summary>
    /// <param name="path">Ends in <c>.nii</c> or <c>.nii.gz</c>; its folder exists.</param>
    /// <param name="labels">For each slice its labels, row by row.</param>
    /// <param name="source">The volume that they are of.</param>
    /// <param name="description">What the file says of itself, up to 79 letters of ASCII.</param>
    /// <exception cref="FileWriteException">It cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyList<byte[]> labels, Volume source, string description)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(labels);
        AtomicFile.Write(path, stream =>
        {
            if (!IsPacked(path))
            {
                WriteTo(stream, labels, source, description);
                return;
            }

            using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            WriteTo(packed, labels, source, description);
        });
    }

    private static bool IsPacked(string path) => path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);

    private static void WriteTo(Stream stream, IReadOnlyList<byte[]> labels, Volume source, string description)
    {
        stream.Write(Header(source, description));
        foreach (var slice in labels)
        {
            stream.Write(slice);
        }
    }

    private static byte[] Header(Volume source, string description)
    {
        var header = new byte[VoxelsBegin];
        var orientation = source.Orientation;
        BinaryPrimitives.WriteInt32LittleEndian(header, HeaderBytes);
        Shorts(40, 3, (short)source.Width, (short)source.Height, (short)source.Depth, 1, 1, 1, 1);
        Shorts(68, Label, NiftiType.Unsigned8, 8);
        Singles(76, orientation.PixelSizes);
        Singles(108, [VoxelsBegin, 1, 0]);
        header[123] = orientation.Units;
        Encoding.ASCII.GetBytes(description, header.AsSpan(148, 79));
        Shorts(252, orientation.QuaternionCode, orientation.AffineCode);
        Singles(256, orientation.Quaternion);
        Singles(280, orientation.Rows);
        "n+1\0"u8.CopyTo(header.AsSpan(344));
        return header;

        void Shorts(int place, params ReadOnlySpan<short> numbers)
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(place + (i * sizeof(short))), numbers[i]);
            }
        }

        void Singles(int place, IReadOnlyList<float> numbers)
        {
            for (var i = 0; i < numbers.Count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(place + (i * sizeof(float))), numbers[i]);
            }
        }
    }
}
