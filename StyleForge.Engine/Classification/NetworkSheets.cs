using System.Globalization;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Classification;

/// <summary>Draws what networks look for.</summary>
public static class NetworkSheets
{
    private const int Cell = 144;
    private const int FilterCell = 64;
    private const int Gap = 12;
    private const int FilterGap = 4;
    private const float Middle = 0.5f;

    // Nine patches of one unit are a square; rows of several units go side by side with their names.
    private const int SquareSide = 3;

    /// <summary>
    /// The filters of a first layer in a grid, each with the number of its channel, scaled for itself around middle grey, which is 0: of three channels as colours, of one as grey.
    /// </summary>
    /// <param name="filters"><c>(oc, 1 or 3, kh, kw)</c>.</param>
    /// <param name="order">The order of the channels.</param>
    /// <exception cref="ArgumentException">The filters look at neither one nor three channels of a picture.</exception>
    public static Picture OfFilters(Tensor<float> filters, ChannelOrder order)
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Shape.Rank != 4 || filters.Shape[1] is not (1 or Picture.Channels))
        {
            throw new ArgumentException($"Filters of shape {filters.Shape} show no colours: they look at neither one nor three channels of a picture.", nameof(filters));
        }

        var (count, rows, columns) = (filters.Shape[0], filters.Shape[2], filters.Shape[3]);
        var factor = Math.Max(1, FilterCell / Math.Max(rows, columns));
        var across = (int)Math.Ceiling(Math.Sqrt(count));
        var lettering = new Lettering(1);
        var (width, height) = ((columns * factor) + FilterGap, (rows * factor) + FilterGap + lettering.LineHeight);
        var sheet = new Sheet(FilterGap + (across * width), FilterGap + ((count + across - 1) / across * height));
        for (var filter = 0; filter < count; filter++)
        {
            var taps = filters.Span.Slice(filter * filters.Shape[1] * rows * columns, filters.Shape[1] * rows * columns);
            var (left, top) = (FilterGap + (filter % across * width), FilterGap + (filter / across * height));
            sheet.Lay(Filter(taps, rows, columns, factor, order), left, top);
            sheet.Write(filter.ToString(CultureInfo.InvariantCulture), lettering, left, top + (rows * factor), columns * factor);
        }

        return sheet.Picture;
    }

    /// <summary>The patches that excite some units, each with its score: nine of one unit as a square, of several units a row for each.</summary>
    /// <param name="units">The name of each unit with its patches, the strongest first.</param>
    public static Picture OfPatches(IReadOnlyList<(string Name, IReadOnlyList<UnitPatch> Patches)> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        var lettering = new Lettering(2);
        var most = units.Max(unit => unit.Patches.Count);
        var columns = units.Count == 1 ? Math.Min(most, SquareSide) : most;
        var rows = units.Count == 1 ? (most + columns - 1) / columns : 1;
        var band = lettering.LineHeight + (rows * (Cell + lettering.LineHeight)) + Gap;
        var sheet = new Sheet(Gap + (columns * (Cell + Gap)), Gap + (units.Count * band));
        for (var unit = 0; unit < units.Count; unit++)
        {
            var top = Gap + (unit * band);
            sheet.Write(units[unit].Name, lettering, Gap, top, columns * (Cell + Gap));
            for (var i = 0; i < units[unit].Patches.Count; i++)
            {
                var patch = units[unit].Patches[i];
                var (left, upper) = (Gap + (i % columns * (Cell + Gap)), top + lettering.LineHeight + (i / columns * (Cell + lettering.LineHeight)));
                var shown = Fitted(patch.Patch);
                sheet.Lay(shown, left + ((Cell - shown.Width) / 2), upper + ((Cell - shown.Height) / 2));
                sheet.Write(patch.Score.ToString(Math.Abs(patch.Score) is > 0 and < 0.001f ? "0.0e-0" : "G3", CultureInfo.InvariantCulture), lettering, left, upper + Cell, Cell);
            }
        }

        return sheet.Picture;
    }

    private static Picture Filter(ReadOnlySpan<float> taps, int rows, int columns, int factor, ChannelOrder order)
    {
        var largest = 0f;
        foreach (var tap in taps)
        {
            largest = Math.Max(largest, Math.Abs(tap));
        }

        var filter = new Picture(columns * factor, rows * factor);
        var channels = taps.Length / (rows * columns);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var seen = channels == 1 ? 0 : order == ChannelOrder.Bgr ? Picture.Channels - 1 - channel : channel;
            var plane = filter.Plane(channel);
            for (var i = 0; i < plane.Length; i++)
            {
                var tap = taps[(((seen * rows) + (i / filter.Width / factor)) * columns) + (i % filter.Width / factor)];
                plane[i] = largest > 0 ? Middle + (Middle * tap / largest) : Middle;
            }
        }

        return filter;
    }

    // A few pixels are shown as squares; what is larger than the cell is made small without aliasing.
    private static Picture Fitted(Picture patch)
    {
        var (width, height) = Resampler.Fit(patch.Width, patch.Height, Cell);
        return Resampler.Resize(patch, width, height, width > patch.Width ? ResampleFilter.Box : ResampleFilter.Lanczos3);
    }
}
