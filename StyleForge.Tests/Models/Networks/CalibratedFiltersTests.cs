using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Networks;

public sealed class CalibratedFiltersTests
{
    [Fact]
    public void The_same_seed_gives_the_same_filters_and_another_seed_others()
    {
        using var filters = CalibratedFilters.Make(Vgg.Forge, 1);
        using var again = CalibratedFilters.Make(Vgg.Forge, 1);
        using var other = CalibratedFilters.Make(Vgg.Forge, 2);

        Assert.Equal(filters.Sha256, again.Sha256);
        Assert.NotEqual(filters.Sha256, other.Sha256);
        Assert.Equal("calibrated random filters, seed 1", filters.Origin);
    }

    [Fact]
    public void The_filters_of_a_layer_are_orthogonal_to_one_another()
    {
        using var filters = CalibratedFilters.Make(Vgg.Forge, 1);
        foreach (var name in filters.Names.Where(name => name.EndsWith("weight", StringComparison.Ordinal)))
        {
            var weights = filters[name];
            var rows = weights.Shape[0];
            var length = weights.Length / rows;
            Assert.True(rows <= length);
            for (var row = 1; row < rows; row++)
            {
                var left = weights.Span.Slice(row * length, length);
                var right = weights.Span.Slice((row - 1) * length, length);
                double dot = 0, squares = 0;
                for (var i = 0; i < length; i++)
                {
                    dot += (double)left[i] * right[i];
                    squares += (double)left[i] * left[i];
                }

                Assert.InRange(dot / squares, -1e-4, 1e-4); // float32 rounding of unit rows of up to 1152 numbers
            }
        }
    }

    [Fact]
    public void On_other_noise_deep_channels_vary_about_zero_where_those_of_plain_random_filters_mostly_have_a_sign()
    {
        using var calibrated = Network<float>.BuildCalibrated(Vgg.Forge, 1);
        using var plain = Network<float>.BuildRandom(Vgg.Forge, 1);
        var (offset, plainOffset) = (Offset(calibrated), Offset(plain));

        Assert.True(offset < 0.5 * plainOffset, $"The means of conv4_1 are {offset} deviations off zero, those of plain filters {plainOffset}.");
    }

    // How far off zero a channel of conv4_1 is on average, in units of its own deviation.
    private static double Offset(Network<float> network)
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 96, 96], ["conv4_1"], workers, pool);
        PhotographicNoise.Fill(run.Source.Span, 96, new SplitMix64(77));
        run.Forward();
        using var features = new Tensor<float>(run.Tap("conv4_1").Shape);
        run.Tap("conv4_1").CopyTo(features);
        var positions = features.Shape.Positions;
        return Enumerable.Range(0, features.Shape[1]).Average(channel =>
        {
            var values = features.Span.Slice(channel * positions, positions).ToArray();
            var mean = values.Average(value => (double)value);
            return Math.Abs(mean) / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        });
    }
}
