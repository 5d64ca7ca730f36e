using StyleForge.Models.Fitting;
using StyleForge.Training.Examples;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Classifiers;

/// <summary>Changes pictures by chance, a batch at a time: one map of the plane and one of the colours for each.</summary>
internal sealed class Augmenter
{
    // Rec. 601.
    private static readonly double[] Luma = [0.299, 0.587, 0.114];

    private const ulong ElasticSeed = 0xE1A5;
    private const int ElasticSide = 5;

    private readonly AugmentationOptions _options;
    private readonly int _channels;
    private readonly double[,] _axes;

    /// <summary>Measures the principal axes of the examples' colours, where they are asked for.</summary>
    public Augmenter(AugmentationOptions options, ExampleSet examples)
    {
        (_options, _channels) = (options, examples.Source[1]);
        _axes = options.Axes > 0 ? Axes(examples) : new double[_channels, _channels];
    }

    /// <summary>Changes pictures.</summary>
    /// <param name="pictures"><c>(N, C, H, W)</c>, 0 to 1.</param>
    /// <param name="random">Decides everything.</param>
    /// <returns>New ones, or the same tensor where nothing is changed, in the caller's dispose scope.</returns>
    public Tensor Change(Tensor pictures, SplitMix64 random)
    {
        if (!_options.IsAny)
        {
            return pictures;
        }

        using var scope = NewDisposeScope();
        var count = (int)pictures.shape[0];
        var (planes, colours, offsets) = (new float[6 * count], new float[_channels * _channels * count], new float[_channels * count]);
        for (var picture = 0; picture < count; picture++)
        {
            WritePlane(random.Jump((ulong)(2 * picture)), planes.AsSpan(6 * picture, 6));
            WriteColours(random.Jump((ulong)((2 * picture) + 1)), colours.AsSpan(_channels * _channels * picture), offsets.AsSpan(_channels * picture));
        }

        var changed = pictures;
        if (_options.HasGeometry)
        {
            var grid = nn.functional.affine_grid(tensor(planes, [count, 2, 3], device: pictures.device), pictures.shape);
            if (_options.Elastic > 0)
            {
                grid = grid.Plus(Elastic(random.Jump(ElasticSeed), pictures));
            }

            changed = nn.functional.grid_sample(changed, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
        }

        if (_options.HasColour)
        {
            var map = tensor(colours, [count, _channels, _channels], device: pictures.device);
            var offset = tensor(offsets, [count, _channels, 1], device: pictures.device);
            changed = map.bmm(changed.flatten(2)).Plus(offset).clamp_(Held(0), Held(1)).view(pictures.shape);
        }

        return changed.MoveToOuterDisposeScope();
    }

    // How far each pixel reads from where it stands, in the unit of the grid, of which a side has 2.
    private Tensor Elastic(SplitMix64 random, Tensor pictures)
    {
        var count = (int)pictures.shape[0];
        var moves = new float[count * 2 * ElasticSide * ElasticSide];
        random.FillNormal(moves, 2 * _options.Elastic);
        return nn.functional.interpolate(
            tensor(moves, [count, 2, ElasticSide, ElasticSide], device: pictures.device), [pictures.shape[2], pictures.shape[3]], mode: InterpolationMode.Bicubic, align_corners: true).permute(0, 2, 3, 1);
    }

    // From places in the new picture to places in the old one, both from −1 to 1: rows (a, b, x) and (c, d, y).
    private void WritePlane(SplitMix64 random, Span<float> map)
    {
        var isMirrored = random.NextDouble() < 0.5 && _options.Mirror;
        var zoom = 1 - (_options.Crop * random.NextDouble());
        var (across, down) = ((1 - zoom) * Either(ref random), (1 - zoom) * Either(ref random));
        var (sine, cosine) = Math.SinCos(_options.Rotation * Either(ref random) * Math.PI / 180);
        var lean = Math.Tan(_options.Shear * Either(ref random) * Math.PI / 180);
        var side = isMirrored ? -zoom : zoom;
        (map[0], map[1], map[2]) = ((float)(cosine * side), (float)(((lean * cosine) - sine) * zoom), (float)across);
        (map[3], map[4], map[5]) = ((float)(sine * side), (float)(((lean * sine) + cosine) * zoom), (float)down);
        if (_options.Scale > 0 || _options.Shift > 0)
        {
            var (wide, high) = ((float)Math.Pow(1 + _options.Scale, Either(ref random)), (float)Math.Pow(1 + _options.Scale, Either(ref random)));
            (map[0], map[1], map[2]) = (map[0] * wide, map[1] * high, map[2] + (float)(2 * _options.Shift * Either(ref random)));
            (map[3], map[4], map[5]) = (map[3] * wide, map[4] * high, map[5] + (float)(2 * _options.Shift * Either(ref random)));
        }
    }

    private void WriteColours(SplitMix64 random, Span<float> map, Span<float> offset)
    {
        var (brightness, contrast, saturation) = (_options.Colour * Either(ref random), 1 + (_options.Colour * Either(ref random)), 1 + (_options.Colour * Either(ref random)));
        Span<float> shares = stackalloc float[_channels];
        random.FillNormal(shares, _options.Axes);
        for (var row = 0; row < _channels; row++)
        {
            var moved = 0.0;
            for (var column = 0; column < _channels; column++)
            {
                var luma = _channels == 3 ? Luma[column] : 1.0 / _channels;
                map[(row * _channels) + column] = (float)(contrast * (((1 - saturation) * luma) + (row == column ? saturation : 0)));
                moved += _axes[row, column] * shares[column];
            }

            offset[row] = (float)(brightness + (0.5 * (1 - contrast)) + moved);
        }
    }

    private static double Either(ref SplitMix64 random) => (2 * random.NextDouble()) - 1;

    // A column an axis, as long as the deviation along it.
    private static double[,] Axes(ExampleSet examples)
    {
        using var scope = NewDisposeScope();
        var (channels, positions) = (examples.Source[1], examples.Source.Positions);
        var (sums, products, count) = (new double[channels], new double[channels * channels], 0L);
        foreach (var example in examples.Examples.Where((_, index) => index % examples.MomentStride == 0))
        {
            for (var position = 0; position < positions; position++, count++)
            {
                for (var row = 0; row < channels; row++)
                {
                    var own = examples.Number(example, (row * positions) + position);
                    sums[row] += own;
                    for (var column = 0; column < channels; column++)
                    {
                        products[(row * channels) + column] += own * examples.Number(example, (column * positions) + position);
                    }
                }
            }
        }

        for (var row = 0; row < channels; row++)
        {
            for (var column = 0; column < channels; column++)
            {
                products[(row * channels) + column] = (products[(row * channels) + column] / count) - (sums[row] * sums[column] / ((double)count * count));
            }
        }

        var (values, vectors) = linalg.eigh(tensor(products, [channels, channels]));
        var (variances, directions) = (values.data<double>().ToArray(), vectors.contiguous().data<double>().ToArray());
        var axes = new double[channels, channels];
        for (var row = 0; row < channels; row++)
        {
            for (var column = 0; column < channels; column++)
            {
                axes[row, column] = directions[(row * channels) + column] * Math.Sqrt(Math.Max(0, variances[column]));
            }
        }

        return axes;
    }
}
