using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Regions;

/// <summary>RoIAlign as it is defined: point by point, each from the four positions around it.</summary>
internal static class RegionAlignReference
{
    /// <summary>Reads regions.</summary>
    /// <param name="source"><c>(1, C, H, W)</c>.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="destination"><c>(regions or more, C, cells, cells)</c>, overwritten.</param>
    public static void Compute(FeatureMap<float> source, ReadOnlySpan<MapRegion> regions, Tensor<float> destination)
    {
        const int samples = RegionAxis.Samples;
        var (channels, cells) = (source.Shape[1], destination.Shape[2]);
        for (var at = 0; at < regions.Length * channels * cells * cells; at++)
        {
            var (number, channel, row, column) = (at / (channels * cells * cells), at / (cells * cells) % channels, at / cells % cells, at % cells);
            var region = regions[number];
            var sum = 0.0;
            for (var sample = 0; sample < samples * samples; sample++)
            {
                var (across, down) = ((column * samples) + (sample % samples) + 0.5, (row * samples) + (sample / samples) + 0.5);
                var (x, right) = RegionAxis.Place(region.Left + (across * (region.Right - region.Left) / (cells * samples)), source.Shape[3]);
                var (y, below) = RegionAxis.Place(region.Top + (down * (region.Bottom - region.Top) / (cells * samples)), source.Shape[2]);
                var (nextX, nextY) = (right > 0 ? x + 1 : x, below > 0 ? y + 1 : y);
                sum += ((1 - below) * (((1 - right) * source[channel, y, x]) + (right * source[channel, y, nextX])))
                    + (below * (((1 - right) * source[channel, nextY, x]) + (right * source[channel, nextY, nextX])));
            }

            destination.Span[at] = (float)(sum / (samples * samples));
        }
    }
}
