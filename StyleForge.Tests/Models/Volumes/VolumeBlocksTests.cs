using StyleForge.Models.Volumes;

namespace StyleForge.Tests.Models.Volumes;

public sealed class VolumeBlocksTests
{
    private static readonly VoxelExtents Whole = new(50, 37, 64);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Cores_tile_the_volume_and_see_as_far_as_the_network_looks(int share)
    {
        const int Reach = 6;
        var limit = Whole.Count / share;
        var blocks = VolumeBlocks.Cut(Whole, Reach, extents => extents.Count, limit);

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(block.Extents.Count <= limit));
        var seen = new int[Whole.Count];
        foreach (var block in blocks)
        {
            Check(block.Start.First, block.Extents.First, block.CoreStart.First, block.CoreExtents.First, Whole.First);
            Check(block.Start.Second, block.Extents.Second, block.CoreStart.Second, block.CoreExtents.Second, Whole.Second);
            Check(block.Start.Third, block.Extents.Third, block.CoreStart.Third, block.CoreExtents.Third, Whole.Third);
            for (var i = 0; i < block.CoreExtents.First; i++)
            {
                for (var j = 0; j < block.CoreExtents.Second; j++)
                {
                    for (var k = 0; k < block.CoreExtents.Third; k++)
                    {
                        seen[Whole.Place(block.CoreStart.First + i, block.CoreStart.Second + j, block.CoreStart.Third + k)]++;
                    }
                }
            }
        }

        Assert.All(seen, count => Assert.Equal(1, count));

        static void Check(int start, int length, int core, int coreLength, int whole)
        {
            Assert.Equal(Math.Max(0, core - Reach), start);
            Assert.Equal(Math.Min(whole, core + coreLength + Reach), start + length);
        }
    }

    [Fact]
    public void With_enough_memory_there_is_one_block_and_with_too_little_none()
    {
        Assert.Equal(Whole, Assert.Single(VolumeBlocks.Cut(Whole, 6, extents => extents.Count, Whole.Count)).Extents);
        Assert.Empty(VolumeBlocks.Cut(Whole, 6, extents => extents.Count, 100));
    }
}
