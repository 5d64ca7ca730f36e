using StyleForge.Training.Pictures;

namespace StyleForge.Training.Crops;

/// <summary>A choice of a crop as the numbers that <see cref="CropCutter"/> calculates with.</summary>
internal static class CropNumbers
{
    /// <summary>
    /// Numbers of an axis of the picture: a, b, c and the last pixel. The sample at (u, v) of the crop, each from 0 to 1, lies at
    /// <c>a·u + b·v + c</c>, where whole numbers are the middles of pixels.
    /// </summary>
    public const int AxisLength = 4;

    /// <summary>Where the matrix of colours begins, by rows, after the two axes.</summary>
    public const int Colours = 2 * AxisLength;

    /// <summary>Where it says what is added to all samples.</summary>
    public const int Offset = Colours + 9;

    /// <summary>Where it says how far a pixel's samples lie from its middle, in sides of the crop: 0 where it grows.</summary>
    public const int Spread = Offset + 1;

    /// <summary>Numbers of a crop.</summary>
    public const int Length = Spread + 1;

    private static readonly float[] Luma = [0.299f, 0.587f, 0.114f];

    // Which channel of the picture each channel of the crop shows.
    private static ReadOnlySpan<byte> Permutations => [0, 1, 2, 0, 2, 1, 1, 0, 2, 1, 2, 0, 2, 0, 1, 2, 1, 0];

    /// <summary>How many permutations the colour channels have.</summary>
    public static int Orders => Permutations.Length / TrainingPicture.Channels;

    /// <summary>Writes the numbers.</summary>
    public static void Write(in CropChoice choice, TrainingPicture picture, int side, Span<float> destination)
    {
        // Mirrored first, then turned: where a place of the crop lies in the window of the picture, each from 0 to 1.
        var (xu, xv, x0, yu, yv, y0) = choice.Turns switch
        {
            0 => (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
            1 => (0.0, -1.0, 1.0, 1.0, 0.0, 0.0),
            2 => (-1.0, 0.0, 1.0, 0.0, -1.0, 1.0),
            _ => (0.0, 1.0, 0.0, -1.0, 0.0, 1.0),
        };
        if (choice.Mirror)
        {
            (xu, xv, x0) = (-xu, -xv, 1 - x0);
        }

        var window = side / choice.Scale;
        ReadOnlySpan<double> axes =
        [
            window * xu, window * xv, choice.X + (window * x0) - 0.5, picture.Width - 1,
            window * yu, window * yv, choice.Y + (window * y0) - 0.5, picture.Height - 1,
        ];
        for (var i = 0; i < axes.Length; i++)
        {
            destination[i] = (float)axes[i];
        }

        // contrast·(saturation·v + (1 − saturation)·Y − ½) + ½ + brightness, of channels in another order.
        var order = Permutations.Slice(choice.Order * TrainingPicture.Channels, TrainingPicture.Channels);
        var colours = destination.Slice(Colours, 9);
        for (var to = 0; to < 3; to++)
        {
            for (var from = 0; from < 3; from++)
            {
                var luma = Luma[order.IndexOf((byte)from)];
                var share = (to == order.IndexOf((byte)from) ? choice.Saturation : 0) + ((1 - choice.Saturation) * luma);
                colours[(to * 3) + from] = (float)(choice.Contrast * share / byte.MaxValue);
            }
        }

        destination[Offset] = (float)((0.5 * (1 - choice.Contrast)) + choice.Brightness);
        destination[Spread] = (float)(Math.Max(0, 1 - choice.Scale) / 2 / side);
    }
}
