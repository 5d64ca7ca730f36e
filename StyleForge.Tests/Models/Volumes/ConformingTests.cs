using StyleForge.Models.Threading;
using StyleForge.Models.Volumes;

namespace StyleForge.Tests.Models.Volumes;

public sealed class ConformingTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);

    public void Dispose() => _workers.Dispose();

    // Whatever axes a file has, the same head becomes the same volume: to the left, down, to the front.
    [Theory]
    [InlineData(new float[] { -1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0 }, new[] { 0, 1, 2 }, new[] { false, false, false })]
    [InlineData(new float[] { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 }, new[] { 0, 2, 1 }, new[] { true, false, true })]
    [InlineData(new float[] { 0, 0, -1, 7, 1, 0, 0, 3, 0, 1, 0, 2 }, new[] { 2, 1, 0 }, new[] { false, true, false })]
    public void Axes_are_turned_without_touching_a_voxel(float[] rows, int[] from, bool[] isTurned)
    {
        var source = Read(new NiftiBytes { Rows = rows });
        var conformed = Conforming.Conform(source, "head.nii", _workers);

        Assert.False(conformed.IsResampled);
        Assert.False(conformed.IsRescaled);
        int[] extents = [source.Width, source.Height, source.Depth];

        // Which of the source's axes runs to the left, down, to the front.
        int[] axes = [Array.FindIndex(from, axis => axis == 0), Array.FindIndex(from, axis => axis == 1), Array.FindIndex(from, axis => axis == 2)];
        Assert.Equal(new VoxelExtents(extents[axes[0]], extents[axes[1]], extents[axes[2]]), conformed.Extents);
        for (var z = 0; z < source.Depth; z++)
        {
            for (var y = 0; y < source.Height; y++)
            {
                for (var x = 0; x < source.Width; x++)
                {
                    int[] place = [x, y, z];
                    int Along(int axis) => isTurned[axes[axis]] ? extents[axes[axis]] - 1 - place[axes[axis]] : place[axes[axis]];
                    Assert.Equal(source.Slices[z][(y * source.Width) + x], conformed.Voxels[conformed.Extents.Place(Along(0), Along(1), Along(2))]);
                }
            }
        }
    }

    [Fact]
    public void Labels_go_back_to_the_voxels_that_they_came_from()
    {
        var source = Read(new NiftiBytes { Rows = [0, 0, -1, 7, 1, 0, 0, 3, 0, 1, 0, 2] });
        var conformed = Conforming.Conform(source, "head.nii", _workers);

        var labels = conformed.ToSource(conformed.Voxels, source);

        Assert.Equal(source.Slices.SelectMany(slice => slice).Select(voxel => (byte)voxel), labels.SelectMany(slice => slice));
    }

    [Fact]
    public void Voxels_of_two_millimetres_are_interpolated_and_labels_go_to_the_nearest()
    {
        var source = Read(new NiftiBytes
        {
            Dimensions = [3, 4, 2, 2, 1, 1, 1, 1],
            Rows = [-2, 0, 0, 0, 0, 0, 2, 0, 0, -2, 0, 0],
            Voxels = [0, 40, 80, 120, 0, 40, 80, 120, 0, 40, 80, 120, 0, 40, 80, 120],
        });
        var conformed = Conforming.Conform(source, "head.nii", _workers);

        Assert.True(conformed.IsResampled);
        Assert.Equal(new VoxelExtents(8, 4, 4), conformed.Extents);

        // A quarter of the way between two voxels, and three quarters.
        Assert.Equal([10, 30, 50, 70, 90, 110], Enumerable.Range(1, 6).Select(i => (int)conformed.Voxels[conformed.Extents.Place(i, 1, 1)]));
        byte[] labels = [.. Enumerable.Range(0, (int)conformed.Extents.Count).Select(voxel => (byte)(voxel / 16))];
        Assert.All(conformed.ToSource(labels, source)[0].Take(4).Select((label, x) => (label, x)), pair => Assert.InRange(pair.label, 2 * pair.x, (2 * pair.x) + 1));
    }

    [Fact]
    public void Other_numbers_than_bytes_are_brought_to_their_range_without_the_brightest_thousandth()
    {
        var voxels = Enumerable.Range(0, 4000).Select(i => (short)(i < 1 ? 30_000 : 500 + (i % 1000))).ToArray();
        var source = Read(new NiftiBytes { Dimensions = [3, 20, 20, 10, 1, 1, 1, 1], Type = 4, Bits = 16, Voxels = [.. voxels.SelectMany(BitConverter.GetBytes)] });
        var conformed = Conforming.Conform(source, "head.nii", _workers);

        Assert.True(conformed.IsRescaled);
        Assert.Equal((0, 255), (conformed.Voxels.Min(), conformed.Voxels.Max()));

        // The bins of the histogram are 29.5 wide.
        Assert.InRange(conformed.Voxels.Count(voxel => voxel > 240), 100, 500);
    }

    [Fact]
    public void What_shows_nothing_or_measures_too_much_is_refused()
    {
        var flat = Read(new NiftiBytes { Type = 256, Voxels = new byte[24] });
        Assert.Equal("head.nii shows nothing: all its voxels are 0.", Assert.Throws<VolumeFileException>(() => Conforming.Conform(flat, "head.nii", _workers)).Message);
        var metres = Read(new NiftiBytes { Units = 1 });
        Assert.Contains("measures 4000 by 3000 by 2000 mm, which is too much", Assert.Throws<VolumeFileException>(() => Conforming.Conform(metres, "head.nii", _workers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_and_its_way_back_lead_nowhere()
    {
        var map = new Affine((0.5, -0.2, 0.1, 7), (0.3, 1.4, -0.6, -2), (-0.1, 0.2, 2, 11));
        var (x, y, z) = map.Inverse().After(map).Of(3, -5, 8);

        Assert.Equal(3, x, 1e-9);
        Assert.Equal(-5, y, 1e-9);
        Assert.Equal(8, z, 1e-9);
        Assert.Throws<ArgumentException>(() => default(Affine).Inverse());
    }

    private static Volume Read(NiftiBytes file)
    {
        using var stream = new MemoryStream(file.Make());
        return NiftiReader.Read(stream, "head.nii");
    }
}
