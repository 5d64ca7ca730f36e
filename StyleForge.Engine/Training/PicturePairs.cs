using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Training;

/// <summary>Pairs of a crop and something near it: with noise, fine or coarse, with another picture shining through, or blurred.</summary>
/// <param name="crops">The crops.</param>
internal sealed class PicturePairs(CropSampler crops) : IDisposable
{
    private readonly ThreadLocal<Tensor<float>> _other = new(() => new Tensor<float>([1, 3, crops.Options.Side, crops.Options.Side]), trackAllValues: true);

    /// <summary>Makes a pair.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="first">The crop, sometimes of noise; overwritten.</param>
    /// <param name="second">What was done to it; overwritten.</param>
    public void Write(SplitMix64 random, Tensor<float> first, Tensor<float> second)
    {
        crops.Write(random.Next(), first);
        if (random.NextDouble() < 0.15)
        {
            AddNoise(ref random, first.Span, first.Span, Strength(ref random, -1.5, -0.5));
        }

        var kind = random.NextDouble();
        if (kind < 0.35)
        {
            AddNoise(ref random, first.Span, second.Span, Strength(ref random, -2, -0.5));
        }
        else if (kind < 0.6)
        {
            AddPatches(ref random, first, second);
        }
        else if (kind < 0.85)
        {
            Blend(ref random, first, second);
        }
        else
        {
            Blur(ref random, first, second);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _other.Values)
        {
            tensor.Dispose();
        }

        _other.Dispose();
    }

    private static double Strength(ref SplitMix64 random, double least, double most) => Math.Pow(10, least + ((most - least) * random.NextDouble()));

    private static void AddNoise(ref SplitMix64 random, ReadOnlySpan<float> source, Span<float> destination, double strength)
    {
        // Uniform noise of the same deviation as normal noise, without its logarithms.
        var range = strength * Math.Sqrt(12);
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (float)(source[i] + (range * (random.NextDouble() - 0.5)));
        }
    }

    // Squares of one colour each, as strokes are.
    private static void AddPatches(ref SplitMix64 random, Tensor<float> first, Tensor<float> second)
    {
        var side = first.Shape[3];
        var patch = 2 << (int)(random.NextDouble() * 4);
        var range = Strength(ref random, -1.7, -0.4) * Math.Sqrt(12);
        var across = (side + patch - 1) / patch;
        Span<float> row = stackalloc float[across];
        for (var y = 0; y < 3 * side; y++)
        {
            if (y % side % patch == 0)
            {
                foreach (ref var value in row)
                {
                    value = (float)(range * (random.NextDouble() - 0.5));
                }
            }

            for (var x = 0; x < side; x++)
            {
                second.Span[(y * side) + x] = first.Span[(y * side) + x] + row[x / patch];
            }
        }
    }

    private void Blend(ref SplitMix64 random, Tensor<float> first, Tensor<float> second)
    {
        var other = _other.Value!;
        crops.Write(random.Next(), other);
        var share = (float)(0.05 + (0.5 * random.NextDouble()));
        for (var i = 0; i < first.Length; i++)
        {
            second.Span[i] = first.Span[i] + (share * (other.Span[i] - first.Span[i]));
        }
    }

    // A box of 3 or 5 pixels along the rows, then along the columns; the edge pixel stands in beyond the edge.
    private void Blur(ref SplitMix64 random, Tensor<float> first, Tensor<float> second)
    {
        var other = _other.Value!;
        var reach = random.NextDouble() < 0.5 ? 1 : 2;
        var side = first.Shape[3];
        for (var y = 0; y < 3 * side; y++)
        {
            var row = first.Span.Slice(y * side, side);
            for (var x = 0; x < side; x++)
            {
                float sum = 0;
                for (var k = -reach; k <= reach; k++)
                {
                    sum += row[Math.Clamp(x + k, 0, side - 1)];
                }

                other.Span[(y * side) + x] = sum / ((2 * reach) + 1);
            }
        }

        for (var plane = 0; plane < 3; plane++)
        {
            var from = other.Span.Slice(plane * side * side, side * side);
            var to = second.Span.Slice(plane * side * side, side * side);
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    float sum = 0;
                    for (var k = -reach; k <= reach; k++)
                    {
                        sum += from[(Math.Clamp(y + k, 0, side - 1) * side) + x];
                    }

                    to[(y * side) + x] = sum / ((2 * reach) + 1);
                }
            }
        }
    }
}
