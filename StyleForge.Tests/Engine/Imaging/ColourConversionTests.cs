using System.Buffers.Binary;
using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Imaging;

/// <summary>
/// Expected colours come from LittleCMS (through Pillow 9.4.0: relative colorimetric intent, no optimisation, 8 bits in and
/// out), given the same profiles; it rounds to whole levels, so one level may differ.
/// </summary>
public class ColourConversionTests
{
    private static readonly byte[] Colours =
        [0, 0, 0, 255, 255, 255, 128, 128, 128, 200, 100, 50, 50, 120, 180, 90, 160, 90, 250, 240, 230, 12, 20, 33];

    private static readonly double[][] DisplayP3 = [[0.515121, 0.241196, -0.001053], [0.291977, 0.692245, 0.041885], [0.157104, 0.066574, 0.784073]];
    private static readonly double[][] AdobeRgb = [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]];
    private static readonly double[][] Srgb = [[0.436066, 0.222488, 0.013916], [0.385147, 0.716873, 0.097076], [0.143066, 0.060608, 0.714096]];
    private static readonly byte[] SrgbCurveTag = Parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

    public static TheoryData<string, byte[]> Expected => new()
    {
        { "Display P3", [0, 0, 0, 255, 255, 255, 128, 128, 128, 215, 93, 31, 0, 122, 185, 61, 162, 81, 252, 240, 229, 10, 20, 34] },
        { "Adobe RGB", [0, 0, 0, 255, 255, 255, 129, 129, 129, 227, 100, 42, 0, 121, 184, 0, 161, 85, 254, 240, 230, 1, 12, 28] },
        { "table", [0, 0, 0, 255, 255, 255, 146, 146, 146, 210, 119, 66, 66, 139, 193, 109, 176, 109, 251, 243, 235, 16, 27, 44] },
        { "linear", [0, 0, 0, 255, 255, 255, 188, 188, 188, 229, 168, 122, 122, 182, 219, 160, 208, 160, 253, 248, 244, 61, 79, 101] },
        { "parametric 4", [0, 0, 0, 255, 255, 255, 142, 142, 142, 207, 116, 69, 69, 135, 189, 107, 171, 107, 251, 242, 233, 42, 56, 52] },
        { "parametric 1", [0, 0, 0, 255, 255, 255, 125, 125, 125, 201, 93, 31, 31, 116, 180, 81, 159, 81, 250, 240, 231, 0, 0, 6] },
        { "parametric 2", [89, 89, 89, 234, 234, 234, 140, 140, 140, 193, 121, 96, 96, 134, 178, 115, 163, 115, 230, 223, 215, 89, 89, 91] },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_profile_is_converted_as_another_colour_engine_does(string profile, byte[] expected)
    {
        var converted = Convert(new ColourFacts(IccProfile: Profile(profile)), out var notice);

        Assert.Null(notice);
        Assert.All(expected.Zip(converted), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
    }

    [Fact]
    public void A_profile_that_is_sRGB_changes_nothing_to_the_bit()
    {
        var plain = new ImageData(8, 1, PixelFormat.Rgb, 8, Colours).ToPicture().Samples;
        var profiled = new ImageData(8, 1, PixelFormat.Rgb, 8, Colours) { Colour = new ColourFacts(IccProfile: Rgb(Srgb, SrgbCurveTag)) };

        Assert.Equal(plain, profiled.ToPicture().Samples);
    }

    [Fact]
    public void A_grey_profile_is_converted_as_another_colour_engine_does()
    {
        var image = new ImageData(5, 1, PixelFormat.Grey, 8, [0, 50, 128, 200, 255])
        {
            Colour = new ColourFacts(IccProfile: Make("GRAY", ("kTRC", Table(461)))),
        };

        var converted = image.ToPicture(out var notice).ToImageData().Samples;

        Assert.Null(notice);
        Assert.All(new byte[] { 0, 65, 146, 210, 255 }.Zip(converted.Chunk(3)), pair => Assert.All(pair.Second, level => Assert.InRange(level, pair.First - 1, pair.First + 1)));
    }

    [Fact]
    public void What_cannot_be_converted_is_taken_as_sRGB_with_a_notice()
    {
        var cmyk = Make("CMYK");
        var tables = Make("RGB ", ("A2B0", new byte[40]));

        Assert.Equal(Colours, Convert(new ColourFacts(IccProfile: cmyk), out var cmykNotice));
        Assert.Equal(Colours, Convert(new ColourFacts(IccProfile: tables), out var tablesNotice));
        Assert.Equal(Colours, Convert(new ColourFacts(IccProfile: new byte[] { 1, 2, 3 }), out var brokenNotice));

        Assert.Equal("has a colour profile of look-up tables or of a colour space (CMYK) that this build does not convert: its colours are taken as sRGB", cmykNotice);
        Assert.Equal("has a colour profile of look-up tables or of a colour space (RGB) that this build does not convert: its colours are taken as sRGB", tablesNotice);
        Assert.Equal("has a broken colour profile: its colours are taken as sRGB", brokenNotice);
    }

    [Fact]
    public void A_damaged_profile_gives_a_notice_or_colours_but_never_anything_else()
    {
        var random = new Random(2);
        foreach (var name in Expected.Select(row => (string)row[0]))
        {
            var profile = Profile(name);
            for (var round = 0; round < 60; round++)
            {
                var damaged = (byte[])profile.Clone();
                damaged[random.Next(128, damaged.Length)] = (byte)random.Next(256);
                damaged = random.Next(3) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;

                Assert.Equal(Colours.Length, Convert(new ColourFacts(IccProfile: damaged), out _).Length);
            }
        }
    }

    [Fact]
    public void A_gamma_near_that_of_sRGB_changes_nothing() =>
        Assert.Equal(Colours, Convert(new ColourFacts(Gamma: 0.45455), out _));

    [Fact]
    public void A_statement_of_sRGB_wins_over_a_gamma() =>
        Assert.Equal(Colours, Convert(new ColourFacts(Gamma: 1, IsSrgb: true), out _));

    [Fact]
    public void An_odd_gamma_is_converted_as_the_profile_of_the_same_curve_is() =>
        Assert.Equal(Convert(new ColourFacts(IccProfile: Profile("linear")), out _), Convert(new ColourFacts(Gamma: 1), out _));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.21404114)]
    [InlineData(0.04, 0.00309598)]
    [InlineData(1, 1)]
    public void The_curve_of_sRGB_has_its_published_values_and_its_inverse(double encoded, double linear)
    {
        Assert.Equal(linear, SrgbCurve.Decode(encoded), 7);
        Assert.Equal(encoded, SrgbCurve.Encode(linear), 6);
    }

    private static byte[] Convert(ColourFacts colour, out string? notice) =>
        new ImageData(8, 1, PixelFormat.Rgb, 8, [.. Colours]) { Colour = colour }.ToPicture(out notice).ToImageData().Samples;

    /// <summary>A colour profile by the names above.</summary>
    internal static byte[] Profile(string name) => name switch
    {
        "Display P3" => Rgb(DisplayP3, SrgbCurveTag),
        "Adobe RGB" => Rgb(AdobeRgb, Table(563)),
        "table" => Rgb(Srgb, Table([.. Enumerable.Range(0, 17).Select(i => (int)Math.Round(65535 * Math.Pow(i / 16.0, 1.8)))])),
        "linear" => Rgb(Srgb, Table()),
        "parametric 4" => Rgb(Srgb, Parametric(4, 2.2, 0.9, 0.1, 0.5, 0.1, 0, 0)),
        "parametric 1" => Rgb(Srgb, Parametric(1, 2, 1.1, -0.1)),
        "parametric 2" => Rgb(Srgb, Parametric(2, 2, 0.9, -0.05, 0.1)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static byte[] Rgb(double[][] primaries, byte[] curve) => Make(
        "RGB ",
        ("rXYZ", Xyz(primaries[0])), ("gXYZ", Xyz(primaries[1])), ("bXYZ", Xyz(primaries[2])),
        ("rTRC", curve), ("gTRC", curve), ("bTRC", curve));

    private static byte[] Xyz(double[] values) => [.. "XYZ \0\0\0\0"u8, .. values.SelectMany(Fixed)];

    private static byte[] Parametric(int kind, params double[] values) => [.. "para\0\0\0\0"u8, 0, (byte)kind, 0, 0, .. values.SelectMany(Fixed)];

    private static byte[] Table(params int[] values) =>
        [.. "curv\0\0\0\0"u8, .. Word32(values.Length), .. values.SelectMany(value => new[] { (byte)(value >> 8), (byte)value })];

    private static byte[] Fixed(double value) => Word32((int)Math.Round(value * 65536));

    private static byte[] Word32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Make(string space, params (string Name, byte[] Data)[] tags)
    {
        var header = new byte[128];
        Encoding.ASCII.GetBytes(space + "XYZ ").CopyTo(header, 16);
        Encoding.ASCII.GetBytes("acsp").CopyTo(header, 36);
        var (table, data) = (new List<byte>(Word32(tags.Length)), new List<byte>());
        foreach (var (name, bytes) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. Word32(132 + (12 * tags.Length) + data.Count), .. Word32(bytes.Length)]);
            data.AddRange(bytes);
        }

        byte[] profile = [.. header, .. table, .. data];
        Word32(profile.Length).CopyTo(profile, 0);
        return profile;
    }
}
