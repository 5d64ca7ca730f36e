using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs;

public sealed class OrientationTests
{
    private static readonly byte[] Motorola =
        [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 7, 0, 0, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    private static readonly byte[] Intel =
        [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Both_byte_orders_are_read()
    {
        Assert.Equal(6, Orientation.Read(Motorola));
        Assert.Equal(8, Orientation.Read(Intel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(255)]
    public void An_orientation_that_does_not_exist_counts_as_none(byte value)
    {
        byte[] tiff = [.. Intel];
        tiff[18] = value;
        Assert.Equal(1, Orientation.Read(tiff));
    }

    [Fact]
    public void Data_cut_or_changed_anywhere_never_fail()
    {
        foreach (var tiff in new[] { Motorola, Intel })
        {
            for (var length = 0; length < tiff.Length; length++)
            {
                Assert.InRange(Orientation.Read(tiff.AsSpan(0, length)), 1, 8);
                for (var value = 0; value < 256; value++)
                {
                    byte[] changed = [.. tiff];
                    changed[length] = (byte)value;
                    Assert.InRange(Orientation.Read(changed), 1, 8);
                }
            }
        }
    }

    /// <summary>Some writers store the number in four bytes, or in one.</summary>
    [Theory]
    [InlineData(4, 0, 0, 0, 6)]
    [InlineData(3, 0, 6, 9, 9)]
    [InlineData(1, 6, 9, 9, 9)]
    [InlineData(13, 0, 0, 0, 6)]
    public void Every_whole_number_will_do(byte type, byte a, byte b, byte c, byte d)
    {
        byte[] tiff = [.. Motorola];
        tiff[25] = type;
        (tiff[30], tiff[31], tiff[32], tiff[33]) = (a, b, c, d);
        Assert.Equal(6, Orientation.Read(tiff));
    }

    [Fact]
    public void A_directory_far_outside_counts_as_none()
    {
        byte[] tiff = [.. Motorola];
        tiff[4] = 0xFF;
        Assert.Equal(1, Orientation.Read(tiff));
    }

    /// <summary>EXIF says on which side of the seen picture the stored first row and first column lie.</summary>
    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    public void A_picture_of_letters_turns_as_the_standard_defines(int orientation, string seen)
    {
        using var image = Image.LoadPixelData<L8>([.. "abcdef"u8], 3, 2);

        Orientation.Apply(image, orientation);

        Assert.Equal(Orientation.SwapsSides(orientation), image.Width == 2);
        var rows = Enumerable.Range(0, image.Height).Select(y => string.Concat(Enumerable.Range(0, image.Width).Select(x => (char)image[x, y].PackedValue)));
        Assert.Equal(seen, string.Join('/', rows));
    }
}
