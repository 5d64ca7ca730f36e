using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Imaging;

public sealed class PicturePiecesTests
{
    private static readonly Picture Numbered = new(4, 3, [.. Enumerable.Range(0, 36).Select(i => i / 100f)]);

    [Fact]
    public void A_piece_has_the_pixels_of_its_place_and_paper_beyond_the_edge()
    {
        Assert.Equal([0.05f, 0.06f, 0.09f, 0.10f], Numbered.Cut(1, 1, 2, 2).Samples[..4]);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0], Numbered.Cut(-1, -1, 2, 2, paper: 0.5f).Samples[..4]);
        Assert.Equal([0.35f, 1, 1, 1], Numbered.Cut(3, 2, 2, 2).Samples[8..]);
        Assert.All(Numbered.Cut(9, 9, 2, 2).Samples, sample => Assert.Equal(1, sample));
    }

    [Fact]
    public void A_mirror_image_mirrored_is_the_picture()
    {
        Assert.Equal([0.03f, 0.02f, 0.01f, 0], Numbered.Mirror().Samples[..4]);
        Assert.Equal(Numbered.Samples, Numbered.Mirror().Mirror().Samples);
    }

    [Fact]
    public void Paper_shows_where_a_picture_is_transparent()
    {
        var picture = new Picture(3, 1, [0.2f, 0.2f, 0.2f, 0.4f, 0.4f, 0.4f, 0.6f, 0.6f, 0.6f], [1, 0.5f, 0]);

        var opaque = picture.OnPaper();

        Assert.Null(opaque.Alpha);
        Assert.Equal([0.2f, 0.6f, 1, 0.4f, 0.7f, 1, 0.6f, 0.8f, 1], opaque.Samples.Select(sample => MathF.Round(sample, 5)));
        Assert.Same(opaque, opaque.OnPaper());
    }

    /// <summary>By hand: weights 1, 3/4, 1/4 of what is as near, what lies beyond the edge counted as the edge, over their sum of 2.</summary>
    [Fact]
    public void The_triangle_weighs_by_distance_and_widens_where_a_picture_shrinks()
    {
        Assert.Equal([((8 * 1f) + (4 * 0.75f) + (2 * 0.25f)) / 2, ((6 * 1f) + (2 * 0.75f) + (4 * 0.25f)) / 2], Resampler.ResizePlane(new float[] { 8, 4, 2, 6 }, 4, 1, 2, 1, ResampleFilter.Triangle));
        Assert.Equal([1, 1.5f, 2.5f, 3], Resampler.ResizePlane(new float[] { 1, 3 }, 2, 1, 4, 1, ResampleFilter.Triangle));
    }
}
