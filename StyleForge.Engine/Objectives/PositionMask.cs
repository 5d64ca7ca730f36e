using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>A mask as a layer sees it.</summary>
internal static class PositionMask
{
    /// <summary>The luminance of a mask, averaged over the pixels that each position of a layer stands for, 0 to 1.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <returns>H·W numbers, row by row.</returns>
    public static float[] Of(Picture mask, int height, int width, WorkerPool workers)
    {
        var luminance = new float[mask.PlaneLength];
        for (var i = 0; i < luminance.Length; i++)
        {
            luminance[i] = Math.Clamp(Luminance.Of(mask.Plane(0)[i], mask.Plane(1)[i], mask.Plane(2)[i]), 0, 1);
        }

        return Resampler.ResizePlane(luminance, mask.Width, mask.Height, width, height, ResampleFilter.Box, workers);
    }
}
