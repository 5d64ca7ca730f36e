using StyleForge.Models.Detection;
using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Networks;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>
/// RoIAlign on libtorch, by the weights that the managed engine's has: two products of matrices, through which gradients find their way to the maps. As in the paper there is none by where a region lies.
/// </summary>
internal static class AlignedRegions
{
    /// <summary>Reads regions.</summary>
    /// <param name="maps"><c>(N, C, rows, columns)</c>.</param>
    /// <param name="regions">For each picture its regions, in pixels of what the network sees.</param>
    /// <param name="count">How many a picture shall have; where it has fewer, zeros stand behind them.</param>
    /// <returns><c>(N·count, C, cells, cells)</c>; the caller's, in the dispose scope around the call.</returns>
    public static Tensor Read(Tensor maps, IReadOnlyList<IReadOnlyList<Box>> regions, int count)
    {
        const int cells = SmallTwoStage.Cells;
        var (pictures, channels, rows, columns) = ((int)maps.shape[0], maps.shape[1], (int)maps.shape[2], (int)maps.shape[3]);
        var down = new float[pictures * count * cells * rows];
        var across = new float[pictures * count * cells * columns];
        for (var picture = 0; picture < pictures; picture++)
        {
            for (var number = 0; number < regions[picture].Count; number++)
            {
                var (at, region) = ((picture * count) + number, RegionDetector.RegionOf(regions[picture][number]));
                RegionAxis.Fill(region.Top, region.Bottom, cells, down.AsSpan(at * cells * rows, cells * rows));
                RegionAxis.Fill(region.Left, region.Right, cells, across.AsSpan(at * cells * columns, cells * columns));
            }
        }

        using var scope = NewDisposeScope();
        var lines = tensor(down, [pictures, count * cells, rows], device: maps.device)
            .matmul(maps.permute(0, 2, 1, 3).reshape(pictures, rows, channels * columns))
            .view(pictures * count, cells * channels, columns);
        return lines.matmul(tensor(across, [pictures * count, cells, columns], device: maps.device).transpose(1, 2))
            .view(pictures * count, cells, channels, cells).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
