using System.Security.Cryptography;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Codecs.Jpeg;

/// <summary>Decoded samples against libjpeg-turbo's, exactly.</summary>
public sealed class JpegGoldenTests
{
    /// <summary>SHA-256 of the samples that libjpeg-turbo 2.1.5 gives (accurate transform, fancy upsampling).</summary>
    private static readonly Dictionary<string, string> Photographs = new()
    {
        ["cat.jpg"] = "d1188442fc5b3b14b86ff90174848fac79aa3ecac48193429f73862c7d02cac2",
        ["chicago.jpg"] = "5d0426f40d577b46f22762e01e545bc8523f3a525cdfbb3b4f8e18d714d73d13",
        ["dingo.jpg"] = "df57008417fc45528cd27595a47390847c8010e29fd551a4e8575838aa08a6e7",
        ["golden_gate.jpg"] = "2740b1b54d6cb3fc2d9951aee682bc82aa480068c6d1964e26dcfca8a0fef00c",
        ["hoovertowernight.jpg"] = "a6779880b096f5f38c86b14c7c98d57f1b11f865d49879c2f03beaeb350f3dab",
        ["picasso_selfport1907.jpg"] = "18f0dd3d3805b8fa375f01121beafa74b7e17a4d21eff1375ba1a54bb853eb6c",
        ["seated-nude.jpg"] = "b816e53c7d000f7c5e1e959e6e4b9d987e2f22b4fdbb0a94c28967eb1dc6c28c",
        ["shipwreck.jpg"] = "119be01253c9578e5c8990f3531c18dee2b21e03e5842d18f0c03778f0f9b205",
        ["starry_night_google.jpg"] = "df26df47bc0722b49ba64fa14fffc3ec5b13405ca109893de2e32a2a5f892941",
        ["the_scream.jpg"] = "f5c0bf61852dbb3bcc82b849c52a923efcfaa66522c3984cbe4e4a7e76bdf22b",
        ["tubingen.jpg"] = "e4c5d5dd019764bbd3c9ad64265d67901608a8e6cdf22b80d315bfff40882fdb",
        ["woman-with-hat-matisse.jpg"] = "1b41d7219f211663d94a50a1bbf93e110cb30f50d27d15dc45ff17d95c18e417",
    };

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
        Assert.Equal(expected, image.Samples);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_header_tells_what_decoding_gives(string name)
    {
        var file = JpegGolden.File(name);
        var header = JpegGolden.Codec.ReadHeader(file, ImageLimits.Default);
        var image = JpegGolden.Decode(file);

        Assert.Equal(new ImageHeader("JPEG", image.Width, image.Height, image.PixelFormat, image.BitDepth), header);
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

    [TestDataFact]
    public void Real_photographs_equal_those_of_the_reference_library() => Assert.All(Photographs, photograph =>
    {
        var image = JpegGolden.Decode(File.ReadAllBytes(TestData.Path($"images/{photograph.Key}")));
        Assert.Equal(photograph.Value, Convert.ToHexStringLower(SHA256.HashData(image.Samples)));
    });
}
