using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>
/// Decoded samples against libjpeg-turbo's, with halved chroma repeated as ImageSharp does. ImageSharp transforms and converts
/// in floats, libjpeg-turbo in whole numbers: a level apart here and there, three where roundings of chroma add up.
/// </summary>
public sealed class JpegGoldenTests
{
    public static TheoryData<string> Names => [.. JpegGolden.Names];

    [Fact]
    public void Every_kind_of_file_is_there() => Assert.Equal(51, JpegGolden.Names.Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_equal_those_of_the_reference_library(string name)
    {
        var image = JpegGolden.Decode(JpegGolden.File(name));

        var expected = JpegGolden.Samples(name);
        Assert.Equal(name.Contains("grey", StringComparison.Ordinal) ? PixelFormat.Grey : PixelFormat.Rgb, image.PixelFormat);
        Assert.Equal(8, image.BitDepth);
        Assert.Equal(expected.Length, image.Samples.Length);
        var differences = expected.Zip(image.Samples, (one, other) => Math.Abs(one - other)).ToArray();

        // Colours that leave 0 to 255 before black is multiplied in are cut off by one library and not by the other.
        var isYcck = name.Contains("ycck", StringComparison.Ordinal);
        Assert.InRange(differences.Max(), 0, isYcck ? 40 : 3);
        Assert.InRange(differences.Average(), 0, isYcck ? 0.2 : 0.1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_header_tells_what_decoding_gives(string name)
    {
        var file = JpegGolden.File(name);
        var header = JpegGolden.Codec.ReadHeader(file, ImageLimits.Default);
        var image = JpegGolden.Decode(file);

        Assert.Equal(("JPEG", image.Width, image.Height, image.PixelFormat, image.BitDepth), (header.Format, header.Width, header.Height, header.PixelFormat, header.BitDepth));
        Assert.Empty(header.Notices);
        Assert.True(JpegGolden.Codec.Recognises(file.AsSpan(0, 16)));
    }

    [Theory]
    [InlineData(1, 19, 13)]
    [InlineData(4, 19, 13)]
    [InlineData(5, 13, 19)]
    [InlineData(8, 13, 19)]
    public void A_quarter_turn_exchanges_width_and_height(int orientation, int width, int height)
    {
        var header = JpegGolden.Codec.ReadHeader(JpegGolden.File($"orientation{orientation}-19x13"), ImageLimits.Default);
        Assert.Equal((width, height), (header.Width, header.Height));
    }
}
