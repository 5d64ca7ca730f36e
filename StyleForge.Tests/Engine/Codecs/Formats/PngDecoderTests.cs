using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public class PngDecoderTests
{
    public static TheoryData<string> Fixtures => [.. PngFixtures.Names];

    [Fact]
    public void All_the_fixtures_are_there() => Assert.Equal(48, PngFixtures.Names.Count());

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_picture_of_another_program_has_the_samples_that_went_into_it(string name)
    {
        var image = PngFixtures.Decode(PngFixtures.Bytes(name));

        Assert.Equal(PngFixtures.Samples(name), image.Samples);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void The_header_agrees_with_the_decoded_picture(string name)
    {
        var file = PngFixtures.Bytes(name);
        var image = PngFixtures.Decode(file);

        var header = new PngCodec().ReadHeader(file, ImageLimits.Default);

        Assert.Equal(("PNG", image.Width, image.Height, image.PixelFormat, image.BitDepth), (header.Format, header.Width, header.Height, header.PixelFormat, header.BitDepth));
        Assert.Empty(header.Notices);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_written_picture_reads_back_the_same(string name)
    {
        var image = PngFixtures.Decode(PngFixtures.Bytes(name));

        var again = PngFixtures.Decode(PngFixtures.Encode(image));

        Assert.Equal((image.Width, image.Height, image.PixelFormat, image.BitDepth), (again.Width, again.Height, again.PixelFormat, again.BitDepth));
        Assert.Equal(image.Samples, again.Samples);
    }

    [Fact]
    public void Texts_of_all_three_kinds_are_read()
    {
        var texts = PngFixtures.Decode(PngFixtures.Bytes("texts")).Texts;

        Assert.Equal(["Long", "Note", "Story", "Title"], texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("A café", texts["Title"]);
        Assert.Equal(string.Concat(Enumerable.Repeat("compressed ", 60)), texts["Long"]);
        Assert.Equal("☃ snow", texts["Note"]);
        Assert.Equal(string.Concat(Enumerable.Repeat("über ", 99)), texts["Story"]);
    }

    [Theory]
    [InlineData(1, 13, 9)]
    [InlineData(4, 13, 9)]
    [InlineData(5, 9, 13)]
    [InlineData(8, 9, 13)]
    public void Width_and_height_are_those_that_are_seen(int orientation, int width, int height)
    {
        var image = PngFixtures.Decode(PngFixtures.Bytes($"orientation{orientation}"));

        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Fact]
    public void Pixel_data_may_be_cut_into_chunks_anywhere()
    {
        var file = PngBuilder.Read(PngFixtures.Bytes("rgb8-interlaced"));
        var pixels = file.Data("IDAT");
        file.Remove("IDAT");
        foreach (var value in pixels)
        {
            file.Insert(file.IndexOf("IEND"), "IDAT", [value]);
            file.Insert(file.IndexOf("IEND"), "IDAT", []);
        }

        Assert.Equal(PngFixtures.Samples("rgb8-interlaced"), PngFixtures.Decode(file.ToBytes()).Samples);
    }

    [Fact]
    public void Unknown_chunks_that_are_not_critical_and_bytes_after_the_end_are_passed_over()
    {
        var file = PngBuilder.Read(PngFixtures.Bytes("rgb8"));
        file.Insert(1, "npNg", [1, 2, 3]);

        Assert.Equal(PngFixtures.Samples("rgb8"), PngFixtures.Decode([.. file.ToBytes(), 1, 2, 3]).Samples);
    }

    [Fact]
    public void What_the_file_says_of_its_colours_is_read()
    {
        var file = PngBuilder.Read(PngFixtures.Bytes("rgb8"));
        file.Remove("sRGB");
        Assert.Equal(ColourFacts.Unstated, PngFixtures.Decode(file.ToBytes()).Colour);

        file.Insert(1, "gAMA", [0, 0, 0xB1, 0x8F]);
        file.Insert(1, "sRGB", [0]);
        file.Insert(1, "iCCP", [.. "name\0\0"u8, .. PngBuilder.Deflate([1, 2, 3])]);
        var colour = PngFixtures.Decode(file.ToBytes()).Colour;

        Assert.Equal(0.45455, colour.Gamma);
        Assert.True(colour.IsSrgb);
        Assert.Equal([1, 2, 3], colour.IccProfile!.Value.ToArray());
    }

    [Fact]
    public void Interlaced_pictures_of_all_small_sizes_are_put_together_as_the_standard_says()
    {
        // PNG, 8.1: the number of the pass that a pixel of an 8×8 cell belongs to.
        string[] passes = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
        for (var width = 5; width <= 14; width++)
        {
            for (var height = 1; height <= 10; height++)
            {
                var lines = new List<byte>();
                for (var pass = '1'; pass <= '7'; pass++)
                {
                    for (var y = 0; y < height; y++)
                    {
                        var row = Enumerable.Range(0, width).Where(x => passes[y % 8][x % 8] == pass).Select(x => (byte)((16 * y) + x)).ToArray();
                        lines.AddRange(row.Length > 0 ? [0, .. row] : row);
                    }
                }

                var image = PngFixtures.Decode(PngBuilder.Of(width, height, 8, 0, [.. lines], interlaced: 1).ToBytes());

                Assert.Equal(Enumerable.Range(0, width * height).Select(i => (byte)((16 * (i / width)) + (i % width))), image.Samples);
            }
        }
    }
}
