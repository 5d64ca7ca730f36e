using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Engine.Imaging;

/// <summary>
/// An ICC profile of the plain kind (ICC.1, 8.3.3 and 8.4.3): a curve a channel and a matrix of the primaries, as of Display P3,
/// Adobe RGB and sRGB itself, or one curve for grey. Profiles of look-up tables and of other colour spaces are refused.
/// </summary>
internal sealed class IccProfile
{
    private const int HeaderLength = 128;
    private const int TagLength = 12;

    // From XYZ under D50, the light of profiles, to linear sRGB: the inverse of the primaries that sRGB profiles hold
    // (0.436066 0.222488 0.013916, 0.385147 0.716873 0.097076, 0.143066 0.060608 0.714096).
    private static readonly double[] XyzToLinearSrgb =
    [
        3.1341072, -1.6173904, -0.4906306,
        -0.9787842, 1.9162784, 0.0334534,
        0.0719822, -0.2289847, 1.4053854,
    ];

    // Levels of the tables that stand for the curves: every 8-bit and 16-bit sample is one of them.
    private const int Levels = 65536;

    private static readonly double[] Identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    private readonly Func<double, double>[] _curves;
    private readonly double[] _matrix;

    /// <param name="curves">Sample, 0 to 1, to linear light, by channel.</param>
    /// <param name="matrix">Linear light of the profile to that of sRGB, by rows.</param>
    private IccProfile(Func<double, double>[] curves, double[] matrix)
    {
        // Bounded here, so that no curve of a broken profile makes infinities and what comes of them.
        _curves = [.. curves.Select<Func<double, double>, Func<double, double>>(curve => x => curve(x) is >= 0 and var light ? Math.Min(light, 1) : 0)];
        _matrix = matrix;
    }

    /// <summary>Reads a profile.</summary>
    /// <param name="bytes">The profile.</param>
    /// <param name="profile">The profile, or null where there is a problem.</param>
    /// <returns>Why the profile cannot be used, as a clause that follows the file's name, or null.</returns>
    public static string? Parse(ReadOnlySpan<byte> bytes, out IccProfile? profile)
    {
        profile = null;
        if (bytes.Length < HeaderLength + 4 || !bytes[36..40].SequenceEqual("acsp"u8))
        {
            return "has a broken colour profile";
        }

        var space = Encoding.ASCII.GetString(bytes[16..20]);
        if (space is not ("RGB " or "GRAY") || !bytes[20..24].SequenceEqual("XYZ "u8) || !Tag(bytes, "A2B0"u8).IsEmpty)
        {
            return $"has a colour profile of look-up tables or of a colour space ({space.Trim()}) that this build does not convert";
        }

        if (space == "GRAY")
        {
            if (Curve(Tag(bytes, "kTRC"u8)) is not { } grey)
            {
                return "has a broken colour profile";
            }

            profile = new IccProfile([grey, grey, grey], Identity);
            return null;
        }

        var curves = new Func<double, double>[3];
        var matrix = new double[9];
        for (var channel = 0; channel < 3; channel++)
        {
            var letter = "rgb"u8[channel];
            var primary = Tag(bytes, [letter, .. "XYZ"u8]);
            if (Curve(Tag(bytes, [letter, .. "TRC"u8])) is not { } curve || primary.Length < 20)
            {
                return "has a broken colour profile";
            }

            curves[channel] = curve;
            for (var axis = 0; axis < 3; axis++)
            {
                matrix[(axis * 3) + channel] = Fixed(primary[(8 + (4 * axis))..]);
            }
        }

        profile = new IccProfile(curves, Multiply(XyzToLinearSrgb, matrix));
        return null;
    }

    /// <summary>Converts a picture in place. Colours beyond sRGB leave 0 to 1 and are cut off, as viewers do.</summary>
    public void ToSrgb(Picture picture)
    {
        if (IsSrgb())
        {
            return;
        }

        var tables = _curves.Select(curve => Enumerable.Range(0, Levels).Select(level => (float)curve(level / (Levels - 1.0))).ToArray()).ToArray();
        var red = picture.Plane(0);
        var green = picture.Plane(1);
        var blue = picture.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = (Look(tables[0], red[i]), Look(tables[1], green[i]), Look(tables[2], blue[i]));
            red[i] = Encoded(0, r, g, b);
            green[i] = Encoded(1, r, g, b);
            blue[i] = Encoded(2, r, g, b);
        }

        static float Look(float[] table, float sample) => table[(int)((Math.Clamp(sample, 0, 1) * (Levels - 1)) + 0.5f)];
    }

    /// <summary>
    /// True where no colour of a coarse grid moves by a level of 8 bits: then the profile is sRGB's own, with the rounding
    /// of its writer, and samples are left as they are to the bit.
    /// </summary>
    public bool IsSrgb()
    {
        const int steps = 6;
        for (var colour = 0; colour < steps * steps * steps; colour++)
        {
            double[] samples = [colour % steps / (steps - 1.0), colour / steps % steps / (steps - 1.0), colour / (steps * steps) / (steps - 1.0)];
            for (var channel = 0; channel < 3; channel++)
            {
                var encoded = Encoded(channel, _curves[0](samples[0]), _curves[1](samples[1]), _curves[2](samples[2]));
                if (Math.Abs(encoded - samples[channel]) > 1.0 / 255)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private float Encoded(int channel, double r, double g, double b)
    {
        var linear = (_matrix[3 * channel] * r) + (_matrix[(3 * channel) + 1] * g) + (_matrix[(3 * channel) + 2] * b);
        return (float)SrgbCurve.Encode(Math.Clamp(linear, 0, 1));
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> signature)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderLength..]);
        var tags = profile[(HeaderLength + 4)..];
        for (var tag = 0; tag < count && (tag + 1) * TagLength <= tags.Length; tag++)
        {
            var entry = tags.Slice(tag * TagLength, TagLength);
            if (!entry.StartsWith(signature))
            {
                continue;
            }

            var offset = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            return (ulong)offset + length <= (ulong)profile.Length ? profile.Slice((int)offset, (int)length) : [];
        }

        return [];
    }

    /// <summary>The curve of a <c>curv</c> or <c>para</c> tag (ICC.1, 10.6 and 10.18), or null where it is broken.</summary>
    private static Func<double, double>? Curve(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
        {
            return null;
        }

        if (tag.StartsWith("para"u8))
        {
            return ParametricCurve(BinaryPrimitives.ReadUInt16BigEndian(tag[8..]), tag[12..]);
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (!tag.StartsWith("curv"u8) || count * 2L > tag.Length - 12)
        {
            return null;
        }

        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + (2 * i))..]);
        }

        return count switch
        {
            0 => x => x,
            1 => x => Math.Pow(x, values[0] / 256),
            _ => x => Interpolate(values, x) / ushort.MaxValue,
        };
    }

    private static Func<double, double>? ParametricCurve(int kind, ReadOnlySpan<byte> parameters)
    {
        int[] counts = [1, 3, 4, 5, 7];
        if (kind >= counts.Length || parameters.Length < counts[kind] * 4)
        {
            return null;
        }

        // g, a, b, c, d, e, f of ICC.1, table 68; what a kind leaves out has the value that makes the last kind's formula do.
        double[] p = [1, 1, 0, 0, 0, 0, 0];
        for (var i = 0; i < counts[kind]; i++)
        {
            p[i] = Fixed(parameters[(4 * i)..]);
        }

        if (kind is 1 or 2)
        {
            var offset = p[3];
            (p[3], p[4], p[5], p[6]) = (0, p[1] == 0 ? 0 : -p[2] / p[1], offset, offset);
        }

        return x => x >= p[4] ? Math.Pow(Math.Max(0, (p[1] * x) + p[2]), p[0]) + p[5] : (p[3] * x) + p[6];
    }

    private static double Interpolate(double[] values, double x)
    {
        var position = x * (values.Length - 1);
        var low = Math.Min((int)position, values.Length - 2);
        return values[low] + ((position - low) * (values[low + 1] - values[low]));
    }

    /// <summary>A signed number with 16 bits after the point.</summary>
    private static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;

    private static double[] Multiply(double[] left, double[] right)
    {
        var product = new double[9];
        for (var i = 0; i < 9; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                product[i] += left[(i / 3 * 3) + k] * right[(3 * k) + (i % 3)];
            }
        }

        return product;
    }
}
