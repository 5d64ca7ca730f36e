using System.Buffers.Binary;
using StyleForge.Models.Volumes;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Volumes;

public sealed class NiftiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The number −3 (or 253 where there are no signs) in every kind of number, in both orders of bytes.
    public static TheoryData<short, int, double> Types => new()
    {
        { 2, 1, 253 }, { 256, 1, -3 }, { 4, 2, -3 }, { 512, 2, 65533 }, { 8, 4, -3 }, { 768, 4, 4294967293 }, { 1024, 8, -3 }, { 1280, 8, 18446744073709551613 }, { 16, 4, -3 }, { 64, 8, -3 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_kind_of_number_is_read_in_both_byte_orders(short type, int bytes, double expected)
    {
        foreach (var isBig in (bool[])[false, true])
        {
            var voxel = new byte[bytes];
            var bits = type switch { 16 => BitConverter.SingleToInt32Bits(-3), 64 => BitConverter.DoubleToInt64Bits(-3), _ => -3L };
            for (var i = 0; i < bytes; i++)
            {
                voxel[isBig ? bytes - 1 - i : i] = (byte)(bits >> (8 * i));
            }

            var volume = Read(new NiftiBytes
            {
                Dimensions = [3, 2, 2, 2, 1, 1, 1, 1],
                Type = type,
                Bits = (short)(8 * bytes),
                IsBigEndian = isBig,
                Voxels = [.. Enumerable.Range(0, 8).SelectMany(_ => voxel)],
            }.Make());

            Assert.All(volume.Slices.SelectMany(slice => slice), number => Assert.Equal((float)expected, number));
            Assert.Equal(type == 2, volume.IsBytes);
        }
    }

    [Fact]
    public void Voxels_lie_slice_by_slice_packed_or_not_wherever_they_begin()
    {
        var file = new NiftiBytes { Offset = 400 };

        foreach (var bytes in (byte[][])[file.Make(), NiftiBytes.Pack(file.Make())])
        {
            var volume = Read(bytes);

            Assert.Equal((4, 3, 2), (volume.Width, volume.Height, volume.Depth));
            Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), volume.Slices.SelectMany(slice => slice));
        }
    }

    [Fact]
    public void Slope_and_intercept_apply_unless_the_slope_is_nothing()
    {
        Assert.Equal([-1f, 1f, 3f], Read(new NiftiBytes { Slope = 2, Intercept = -1 }.Make()).Slices[0][..3]);
        Assert.Equal([0f, 1f, 2f], Read(new NiftiBytes { Slope = 0, Intercept = -1 }.Make()).Slices[0][..3]);
        Assert.Equal([0f, 1f, 2f], Read(new NiftiBytes { Slope = float.NaN }.Make()).Slices[0][..3]);
    }

    [Fact]
    public void The_rows_say_where_voxels_lie_then_the_quaternion_then_the_sizes()
    {
        Assert.Equal((9, 22, 29), Rounded(Read(new NiftiBytes().Make()).Orientation.ToMillimetres.Of(1, 1, 2)));
        var quaternion = new NiftiBytes
        {
            AffineCode = 0,
            QuaternionCode = 1,
            PixelSizes = [-1, 1, 1, 1, 1, 1, 1, 1],
            Quaternion = [0, -0.70710677f, 0.70710677f, 127.6f, -133.48f, 134.48f],
        };
        var affine = Read(quaternion.Make()).Orientation.ToMillimetres;
        Assert.Equal((127, -131, 134), Rounded(affine.Of(1, 0, 2)));
        Assert.Equal((128, -133, 133), Rounded(affine.Of(0, 1, 0)));
        var bare = Read(new NiftiBytes { AffineCode = 0, PixelSizes = [1, 2, 3, 4, 1, 1, 1, 1] }.Make());
        Assert.Equal((2, 3, 4), Rounded(bare.Orientation.ToMillimetres.Of(1, 1, 1)));
        Assert.False(bare.Orientation.IsKnown);
        Assert.Equal(24, bare.VoxelVolume, 1e-9);
        Assert.Equal(1e9, Read(new NiftiBytes { Units = 1 }.Make()).VoxelVolume, 1);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "series", "is a series of 5 volumes, but one is needed: take one out of it" },
        { "flat", "is flat: it has 4×3×1 voxels" },
        { "rank", "says that it has 9 dimensions" },
        { "negative", "is damaged: it says that it has 3 dimensions of -4×3×2" },
        { "colours", "stores its voxels as colours" },
        { "complex", "stores its voxels as complex numbers" },
        { "large", "has 8,000,000,000 voxels (2000×2000×2000), and at most 268,435,456 are allowed" },
        { "short", "ends before its last voxel" },
        { "pair", "is one of a pair of files" },
        { "analyze", "is a header of Analyze 7.5" },
        { "nifti2", "is a file of NIfTI-2" },
        { "text", "is no volume of NIfTI-1" },
        { "empty", "is no volume of NIfTI-1" },
        { "dicom", "is a DICOM file" },
        { "nan", "has a voxel that is no number (NaN) at 1, 2, 0" },
        { "infinite", "has a voxel that is no number (infinite)" },
        { "offset", "its voxels are said to begin at byte 12" },
        { "affine", "says of its voxels that they have no extent" },
        { "packed", "is damaged: what gzip packed cannot be unpacked" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_used_is_refused_in_one_sentence(string fault, string sentence)
    {
        var refusal = Assert.Throws<VolumeFileException>(() => Read(Spoilt(fault)));

        Assert.StartsWith("head.nii ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_claims_much_takes_no_memory_for_what_does_not_come()
    {
        var file = NiftiBytes.Pack(new NiftiBytes { Dimensions = [3, 600, 600, 600, 1, 1, 1, 1], Type = 64, Bits = 64, Voxels = [] }.Make());
        var before = GC.GetTotalAllocatedBytes();

        Assert.Throws<VolumeFileException>(() => Read(file));

        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
    }

    [Theory]
    [InlineData("labels.nii")]
    [InlineData("labels.nii.gz")]
    public void Labels_are_written_where_the_source_lies(string name)
    {
        var source = Read(new NiftiBytes { QuaternionCode = 2, Quaternion = [0.1f, 0.2f, 0.3f, 4, 5, 6], PixelSizes = [-1, 0.5f, 1.5f, 2, 1, 1, 1, 1], IsBigEndian = true }.Make());
        var labels = source.Slices.Select(slice => slice.Select(voxel => (byte)(voxel % 3)).ToArray()).ToArray();
        var path = _folder.File(name);

        NiftiWriter.Write(path, labels, source, "StyleForge");

        var written = NiftiReader.Read(path);
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(path)[0] == 0x1F);
        Assert.Equal(labels.SelectMany(slice => slice).Select(label => (float)label), written.Slices.SelectMany(slice => slice));
        Assert.Equal((source.Width, source.Height, source.Depth), (written.Width, written.Height, written.Depth));
        Assert.Equal(source.Orientation.PixelSizes, written.Orientation.PixelSizes);
        Assert.Equal(source.Orientation.Quaternion, written.Orientation.Quaternion);
        Assert.Equal(source.Orientation.Rows, written.Orientation.Rows);
        Assert.Equal((2, 1, 2), (written.Orientation.QuaternionCode, written.Orientation.AffineCode, written.Orientation.Units));
        Assert.True(written.IsBytes);
    }

    private static Volume Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return NiftiReader.Read(stream, "head.nii");
    }

    private static (int, int, int) Rounded((double X, double Y, double Z) point) => ((int)Math.Round(point.X), (int)Math.Round(point.Y), (int)Math.Round(point.Z));

    private static byte[] Spoilt(string fault)
    {
        var file = new NiftiBytes();
        switch (fault)
        {
            case "series": file.Dimensions = [4, 4, 3, 2, 5, 1, 1, 1]; break;
            case "flat": file.Dimensions = [2, 4, 3, 0, 0, 0, 0, 0]; break;
            case "rank": file.Dimensions = [9, 4, 3, 2, 1, 1, 1, 1]; break;
            case "negative": file.Dimensions = [3, -4, 3, 2, 1, 1, 1, 1]; break;
            case "colours": file.Type = 128; break;
            case "complex": file.Type = 32; break;
            case "large": (file.Dimensions, file.Voxels) = ([3, 2000, 2000, 2000, 1, 1, 1, 1], []); break;
            case "short": file.Voxels = [1, 2, 3]; break;
            case "pair": file.Magic = "ni1\0"; break;
            case "analyze": file.Magic = "\0\0\0\0"; break;
            case "nan": (file.Type, file.Voxels) = (16, Singles(float.NaN)); break;
            case "infinite": (file.Type, file.Voxels) = (16, Singles(float.NegativeInfinity)); break;
            case "offset": file.Offset = 12; break;
            case "affine": file.Rows = new float[12]; break;
            case "text": return [.. "This is a letter, and no head at all. "u8, .. new byte[400]];
            case "empty": return [];
        }

        var bytes = file.Make();
        if (fault == "nifti2")
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, 540);
        }

        if (fault == "dicom")
        {
            "DICM"u8.CopyTo(bytes.AsSpan(128));
            bytes[0] = 0;
        }

        if (fault != "packed")
        {
            return bytes;
        }

        var packed = NiftiBytes.Pack(bytes);
        packed.AsSpan(12, packed.Length - 24).Fill(0xA5);
        return packed;
    }

    // One of 24 voxels, in the first slice's last row.
    private static byte[] Singles(float spoilt)
    {
        var bytes = new byte[24 * sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(9 * sizeof(float)), spoilt);
        return bytes;
    }
}
