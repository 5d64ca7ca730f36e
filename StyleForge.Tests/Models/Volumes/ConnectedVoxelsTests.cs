using StyleForge.Models.Volumes;

namespace StyleForge.Tests.Models.Volumes;

public sealed class ConnectedVoxelsTests
{
    [Fact]
    public void Only_the_largest_piece_stays_whatever_its_labels_and_corners_connect()
    {
        var extents = new VoxelExtents(5, 5, 5);
        var labels = new byte[extents.Count];
        labels[extents.Place(0, 0, 0)] = 1;
        labels[extents.Place(1, 1, 1)] = 2;
        labels[extents.Place(2, 2, 2)] = 1;
        labels[extents.Place(4, 4, 4)] = 1;
        labels[extents.Place(4, 4, 3)] = 1;

        Assert.Equal(2, ConnectedVoxels.KeepLargest(extents, labels));

        Assert.Equal([0, 31, 62], Enumerable.Range(0, labels.Length).Where(voxel => labels[voxel] > 0));
        Assert.Equal(2, labels[31]);
        Assert.Equal(0, ConnectedVoxels.KeepLargest(extents, labels));
    }

    [Fact]
    public void Background_alone_stays_background()
    {
        var labels = new byte[27];

        Assert.Equal(0, ConnectedVoxels.KeepLargest(new VoxelExtents(3, 3, 3), labels));
        Assert.All(labels, label => Assert.Equal(0, label));
    }
}
