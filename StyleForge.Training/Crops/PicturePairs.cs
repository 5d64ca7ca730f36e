using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Crops;

/// <summary>
/// Pairs of a crop and something near it: with noise, fine or in strokes, with another picture shining through, or blurred. All of it
/// is one formula, <c>y = x + α·noise + β·(other − x) + γ·(blur(x) − x)</c>, with most of the three shares 0.
/// </summary>
internal sealed class PicturePairs
{
    private readonly CropSampler _sampler;
    private readonly CropCutter _cutter;
    private readonly NoiseSource _noise;
    private readonly Device _device;

    public PicturePairs(CropSampler sampler, CropCutter cutter, NoiseSource noise, Device device) =>
        (_sampler, _cutter, _noise, _device) = (sampler, cutter, noise, device);

    /// <summary>Makes pairs.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <returns>The crops, sometimes noisy, and what was done to them, <c>(N, 3, side, side)</c> each.</returns>
    public (Tensor First, Tensor Second) Make(SplitMix64 random, int count)
    {
        using var scope = NewDisposeScope();
        var choices = new CropChoice[count];
        var grains = new NoiseGrain[count];
        var shares = new float[5 * count];
        var starts = new ulong[2 * count];
        for (var pair = 0; pair < count; pair++)
        {
            choices[pair] = _sampler.Choose(random.Next());
            (starts[pair], starts[count + pair]) = (random.Next(), random.Next());
            var grain = random.NextDouble() < 0.15 ? Strength(random.NextDouble(), -1.5, -0.5) : 0;
            var (kind, size, shape, angle) = (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
            var (noise, blend, fine, coarse) = (0.0, 0.0, 0.0, 0.0);
            grains[pair] = NoiseGrain.Fine;
            switch (kind)
            {
                case < 0.35:
                    noise = Strength(size, -2, -0.5);
                    break;
                case < 0.6:
                    noise = Strength(size, -1.7, -0.4);
                    grains[pair] = Patch(shape, angle);
                    break;
                case < 0.85:
                    blend = 0.05 + (0.5 * size);
                    break;
                default:
                    (fine, coarse) = size < 0.5 ? (1.0, 0.0) : (0.0, 1.0);
                    break;
            }

            (shares[pair], shares[count + pair], shares[(2 * count) + pair], shares[(3 * count) + pair], shares[(4 * count) + pair]) =
                ((float)grain, (float)noise, (float)blend, (float)fine, (float)coarse);
        }

        var all = tensor(shares, [5, count, 1, 1, 1], device: _device);
        var crops = _cutter.Cut(choices);
        var own = _noise.Make([.. Enumerable.Repeat(NoiseGrain.Fine, count)], starts[..count]);
        var x = crops.Plus(all[0] * own);
        var change = (all[1] * _noise.Make(grains, starts[count..])).Plus(all[2] * (x.roll(1, 0) - x)).Plus(all[3] * (Blur(x, 1) - x)).Plus(all[4] * (Blur(x, 2) - x));
        return (x.MoveToOuterDisposeScope(), x.Plus(change).MoveToOuterDisposeScope());
    }

    private static double Strength(double share, double least, double most) => Math.Pow(10, least + ((most - least) * share));

    // Squares of 2, 4, 8 or 16 pixels, half of them drawn out to strokes that lie any way.
    private static NoiseGrain Patch(double shape, double angle)
    {
        var side = 2 << (int)(shape * 4);
        return angle < 0.5 ? NoiseGrain.Stroke(side, side, 0) : NoiseGrain.Stroke(4 * side, side, 4 * Math.PI * (angle - 0.5));
    }

    // A box; the edge pixel stands in beyond the edge.
    private static Tensor Blur(Tensor pictures, int reach) =>
        functional.avg_pool2d(functional.pad(pictures, (reach, reach, reach, reach), TorchSharp.PaddingModes.Replicate), (2 * reach) + 1, stride: 1);
}
