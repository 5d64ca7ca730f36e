using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using StyleForge.Models.Files;

namespace StyleForge.Models.Volumes;

/// <summary>
/// Reads volumes of NIfTI-1 in one file (<c>.nii</c>, <c>.nii.gz</c>), in either byte order, of every kind of real number. Memory is taken as the voxels
/// arrive, never because a header says so.
/// </summary>
public static class NiftiReader
{
    /// <summary>The most voxels of a volume: 645 along each axis.</summary>
    public const long MostVoxels = 1L << 28;

    private const int HeaderBytes = 348;
    private const int Nifti2HeaderBytes = 540;
    private const int MostHeaderBytes = 1 << 24;

    /// <summary>Reads a file.</summary>
    /// <exception cref="VolumeFileException">It is no such volume, or one that cannot be used; the sentence says why.</exception>
    /// <exception cref="FileReadException">It cannot be opened.</exception>
    public static Volume Read(string path)
    {
        using var file = PlainFile.OpenRead(path, bufferSize: 1 << 16);
        return Read(file, path);
    }

    /// <summary>Reads a volume from a stream that can be sought in.</summary>
    /// <param name="file">The bytes, packed by gzip or not.</param>
    /// <param name="path">What sentences call it.</param>
    /// <exception cref="VolumeFileException">It is no such volume, or one that cannot be used; the sentence says why.</exception>
    public static Volume Read(Stream file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        var magic = new byte[2];
        var isPacked = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
        file.Position = 0;
        using var unpacked = isPacked ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        try
        {
            return Read(unpacked ?? file, path, new byte[HeaderBytes]);
        }
        catch (InvalidDataException damage)
        {
            throw new VolumeFileException(path, "is damaged: what gzip packed cannot be unpacked", damage);
        }
        catch (EndOfStreamException end)
        {
            throw new VolumeFileException(path, "ends before its last voxel: copy or download it again", end);
        }
    }

    private static Volume Read(Stream plain, string path, byte[] header)
    {
        var length = plain.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        var isBig = CheckKind(header.AsSpan(0, length), path);
        var fields = new Fields(header, isBig);
        var (width, height, depth) = Extents(fields, path);
        var type = NiftiType.Find(fields.Short(70)) ?? throw new VolumeFileException(
            path, $"stores its voxels as {Unusable(fields.Short(70))}, but one real number a voxel is needed: save it as float32 or int16");
        var orientation = new VolumeOrientation(
            header[123], fields.Singles(76, 8), fields.Short(252), fields.Singles(256, 6), fields.Short(254), fields.Singles(280, 12));
        var determinant = orientation.ToMillimetres.Determinant;
        if (determinant == 0 || !double.IsFinite(determinant))
        {
            throw new VolumeFileException(path, "says of its voxels that they have no extent: its pixdim, qform and sform are no map of space");
        }

        Skip(plain, fields.Single(108), path);
        var (slope, intercept) = (fields.Single(112), fields.Single(116));
        var isScaled = slope != 0 && float.IsFinite(slope) && float.IsFinite(intercept) && (slope != 1 || intercept != 0);
        var slices = new List<float[]>();
        var bytes = new byte[width * height * type.Bytes];
        for (var z = 0; z < depth; z++)
        {
            plain.ReadExactly(bytes);
            var slice = new float[width * height];
            type.ReadAll(bytes, isBig, isScaled ? slope : 1, isScaled ? intercept : 0, slice);
            RequireNumbers(slice, z, width, path);
            slices.Add(slice);
        }

        return new Volume(width, height, slices, orientation, type.Code == NiftiType.Unsigned8 && !isScaled);
    }

    // Says whether the big end of a number comes first.
    private static bool CheckKind(ReadOnlySpan<byte> header, string path)
    {
        if (header.Length >= sizeof(int) && (BinaryPrimitives.ReadInt32LittleEndian(header) == Nifti2HeaderBytes || BinaryPrimitives.ReadInt32BigEndian(header) == Nifti2HeaderBytes))
        {
            throw new VolumeFileException(path, "is a file of NIfTI-2: save it as NIfTI-1");
        }

        if (header.Length < HeaderBytes || (BinaryPrimitives.ReadInt32LittleEndian(header) != HeaderBytes && BinaryPrimitives.ReadInt32BigEndian(header) != HeaderBytes))
        {
            throw new VolumeFileException(path, header.Length > 131 && header[128..132].SequenceEqual("DICM"u8)
                ? "is a DICOM file: convert its series to NIfTI, with dcm2niix for example"
                : "is no volume of NIfTI-1 (.nii or .nii.gz)");
        }

        var magic = header[344..348];
        return magic.SequenceEqual("n+1\0"u8) ? BinaryPrimitives.ReadInt32BigEndian(header) == HeaderBytes
            : magic.SequenceEqual("ni1\0"u8) ? throw new VolumeFileException(path, "is one of a pair of files (.hdr and .img): save the volume as one file, .nii or .nii.gz")
            : throw new VolumeFileException(path, "is a header of Analyze 7.5, which does not say which side is left: save the volume as NIfTI-1");
    }

    private static (int Width, int Height, int Depth) Extents(Fields fields, string path)
    {
        var rank = fields.Short(40);
        int[] extents = [.. Enumerable.Range(1, 7).Select(dimension => dimension <= rank ? fields.Short(40 + (2 * dimension)) : 1)];
        if (rank is < 1 or > 7 || extents.Any(extent => extent < 1))
        {
            throw new VolumeFileException(path, $"is damaged: it says that it has {rank} dimensions of {string.Join('×', extents)} voxels");
        }

        var others = extents.Skip(3).Aggregate(1L, (count, extent) => count * extent);
        if (others > 1)
        {
            throw new VolumeFileException(path, $"is a series of {others} volumes, but one is needed: take one out of it");
        }

        if (extents.Take(3).Any(extent => extent < 2))
        {
            throw new VolumeFileException(path, $"is flat: it has {string.Join('×', extents.Take(3))} voxels, but a volume has at least 2 along each axis");
        }

        var voxels = extents.Take(3).Aggregate(1L, (count, extent) => count * extent);
        return voxels <= MostVoxels ? (extents[0], extents[1], extents[2]) : throw new VolumeFileException(
            path, string.Create(CultureInfo.InvariantCulture, $"has {voxels:N0} voxels ({string.Join('×', extents.Take(3))}), and at most {MostVoxels:N0} are allowed: cut it, or resample it to 1 mm"));
    }

    private static void Skip(Stream plain, float offset, string path)
    {
        if (!(offset is >= HeaderBytes and <= MostHeaderBytes))
        {
            throw new VolumeFileException(path, string.Create(CultureInfo.InvariantCulture, $"is damaged: its voxels are said to begin at byte {offset}"));
        }

        plain.ReadExactly(new byte[(int)offset - HeaderBytes]);
    }

    private static void RequireNumbers(float[] slice, int z, int width, string path)
    {
        var place = Array.FindIndex(slice, voxel => !float.IsFinite(voxel));
        if (place >= 0)
        {
            throw new VolumeFileException(path, $"has a voxel that is no number ({(float.IsNaN(slice[place]) ? "NaN" : "infinite")}) at {place % width}, {place / width}, {z}: replace such voxels, by 0 for example");
        }
    }

    private static string Unusable(short code) => code switch
    {
        1 => "single bits",
        32 or 1792 or 2048 => "complex numbers",
        128 or 2304 => "colours",
        1536 => "numbers of 128 bits",
        _ => $"numbers of the kind {code}, which is none of the format",
    };

    /// <summary>The header's numbers by their places.</summary>
    private readonly struct Fields(byte[] header, bool isBigEndian)
    {
        public short Short(int place) =>
            isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(header.AsSpan(place)) : BinaryPrimitives.ReadInt16LittleEndian(header.AsSpan(place));

        public float Single(int place) =>
            isBigEndian ? BinaryPrimitives.ReadSingleBigEndian(header.AsSpan(place)) : BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(place));

        public float[] Singles(int place, int count)
        {
            var numbers = new float[count];
            for (var i = 0; i < count; i++)
            {
                numbers[i] = Single(place + (i * sizeof(float)));
            }

            return numbers;
        }
    }
}
