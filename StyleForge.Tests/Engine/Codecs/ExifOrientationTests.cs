using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs;

public class ExifOrientationTests
{
    private static readonly byte[] LittleEndian = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] BigEndian = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Both_byte_orders_are_read()
    {
        Assert.Equal(6, ExifOrientation.Find(LittleEndian));
        Assert.Equal(6, ExifOrientation.Find(BigEndian));
    }

    [Fact]
    public void A_tag_behind_others_is_found()
    {
        byte[] other = [1, 1, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0];

        Assert.Equal(6, ExifOrientation.Find([.. BigEndian[..8], 0, 2, .. other, .. BigEndian[10..]]));
    }

    [Fact]
    public void A_value_out_of_range_counts_as_upright()
    {
        foreach (byte value in new byte[] { 0, 9, 255 })
        {
            var block = (byte[])BigEndian.Clone();
            block[19] = value;
            Assert.Equal(ExifOrientation.Upright, ExifOrientation.Find(block));
        }
    }

    [Fact]
    public void Broken_blocks_count_as_upright()
    {
        for (var length = 0; length < 22; length++)
        {
            Assert.Equal(ExifOrientation.Upright, ExifOrientation.Find(BigEndian.AsSpan(0, length)));
        }

        var beyond = (byte[])BigEndian.Clone();
        beyond[4] = 0xFF;
        Assert.Equal(ExifOrientation.Upright, ExifOrientation.Find(beyond));
        Assert.Equal(ExifOrientation.Upright, ExifOrientation.Find([.. "Exif"u8, .. BigEndian]));
    }

    /// <summary>EXIF 2.32, 4.6.4: which sides the stored first row and first column are. Stored: a b c over d e f.</summary>
    [Theory]
    [InlineData(1, "abcdef", 3)]
    [InlineData(2, "cbafed", 3)] // row 0 is the top, column 0 the right side
    [InlineData(3, "fedcba", 3)] // bottom, right
    [InlineData(4, "defabc", 3)] // bottom, left
    [InlineData(5, "adbecf", 2)] // left, top
    [InlineData(6, "daebfc", 2)] // right, top
    [InlineData(7, "fcebda", 2)] // right, bottom
    [InlineData(8, "cfbead", 2)] // left, bottom
    public void Pixels_go_where_the_orientation_says(int orientation, string seen, int width)
    {
        foreach (var depth in new[] { 8, 16 })
        {
            var stored = new ImageData(3, 2, PixelFormat.GreyAlpha, depth, Samples("abcdef", depth));

            var turned = ExifOrientation.Apply(stored, orientation);

            Assert.Equal((width, 6 / width), (turned.Width, turned.Height));
            Assert.Equal(Samples(seen, depth), turned.Samples);
        }
    }

    // Grey is the letter and alpha its capital, so that a pixel is only right as a whole.
    private static byte[] Samples(string letters, int depth) =>
        [.. letters.SelectMany(letter => depth == 8 ? new[] { (byte)letter, (byte)(letter - 32) } : [(byte)letter, 1, (byte)(letter - 32), 2])];
}
