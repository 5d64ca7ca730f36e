using System.Runtime.InteropServices;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs;

public sealed class ExifTests
{
    private static readonly byte[] Motorola =
        [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 7, 0, 0, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    private static readonly byte[] Intel =
        [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0];

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void Both_byte_orders_are_read()
    {
        Assert.Equal(6, Exif.ReadOrientation(Motorola));
        Assert.Equal(8, Exif.ReadOrientation(Intel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(255)]
    public void An_orientation_that_does_not_exist_counts_as_none(byte value)
    {
        byte[] tiff = [.. Intel];
        tiff[18] = value;
        Assert.Equal(1, Exif.ReadOrientation(tiff));
    }

    [Fact]
    public void Data_cut_or_changed_anywhere_never_fail()
    {
        foreach (var tiff in new[] { Motorola, Intel })
        {
            for (var length = 0; length < tiff.Length; length++)
            {
                Assert.InRange(Exif.ReadOrientation(tiff.AsSpan(0, length)), 1, 8);
                for (var value = 0; value < 256; value++)
                {
                    byte[] changed = [.. tiff];
                    changed[length] = (byte)value;
                    Assert.InRange(Exif.ReadOrientation(changed), 1, 8);
                }
            }
        }
    }

    [Fact]
    public void A_directory_far_outside_counts_as_none()
    {
        byte[] tiff = [.. Motorola];
        tiff[4] = 0xFF;
        Assert.Equal(1, Exif.ReadOrientation(tiff));
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
        var turned = Exif.Orient(new ImageData(3, 2, PixelFormat.Grey, 8, [.. "abcdef"u8]), orientation);

        var rows = Enumerable.Range(0, turned.Height)
            .Select(y => string.Concat(turned.Samples.AsSpan(y * turned.Width, turned.Width).ToArray().Select(b => (char)b)));
        Assert.Equal(seen, string.Join('/', rows));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Wide_pixels_turn_like_narrow_ones_in_pictures_larger_than_a_tile(int orientation)
    {
        const int Width = 75;
        const int Height = 41;
        var numbers = Enumerable.Range(0, Width * Height).Select(i => (ushort)i).ToArray();
        var wide = new ImageData(Width, Height, PixelFormat.Rgba, 16)
        {
            Colour = new ColourFacts(IsSrgb: true),
            Texts = new Dictionary<string, string> { ["Title"] = "numbers" },
        };
        for (var i = 0; i < numbers.Length; i++)
        {
            wide.Samples16.Slice(4 * i, 4).Fill(numbers[i]);
        }

        var narrow = Exif.Orient(new ImageData(Width, Height, PixelFormat.Grey, 16, MemoryMarshal.AsBytes<ushort>(numbers).ToArray()), orientation);
        var turned = Exif.Orient(wide, orientation);

        Assert.Equal((narrow.Width, narrow.Height), (turned.Width, turned.Height));
        Assert.Equal(Exif.SwapsSides(orientation), turned.Width == Height);
        Assert.Equal(wide.Colour, turned.Colour);
        Assert.Equal(wide.Texts, turned.Texts);
        for (var i = 0; i < numbers.Length; i++)
        {
            Assert.All(turned.Samples16.Slice(4 * i, 4).ToArray(), sample => Assert.Equal(narrow.Samples16[i], sample));
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Turning_back_restores_the_picture(int orientation)
    {
        var image = new ImageData(70, 33, PixelFormat.Rgb, 8);
        new Random(orientation).NextBytes(image.Samples);

        var back = orientation switch { 6 => 8, 8 => 6, _ => orientation };
        var restored = Exif.Orient(Exif.Orient(image, orientation), back);

        Assert.Equal(image.Samples, restored.Samples);
    }
}
