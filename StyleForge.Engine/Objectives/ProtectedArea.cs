using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>Where the picture should stay what the content shows: there the style counts less, and the content at every layer.</summary>
/// <param name="Mask">A picture of any size, stretched over the content, white where it is protected; grey parts are protected in part.</param>
/// <param name="Strength">How much less the style counts there, above 0 and at most 1.</param>
public sealed record ProtectedArea(Picture Mask, double Strength)
{
    // Something is left of the style, so that one that goes nowhere else has a Gram matrix.
    private const float LeastStyle = 0.01f;

    /// <summary>How much each position of a layer counts for the style, 0.01 to 1.</summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public float[] StyleShares(int height, int width, WorkerPool workers) =>
        Array.ConvertAll(PositionMask.Of(Mask, height, width, workers), covered => Math.Max(LeastStyle, 1 - ((float)Strength * covered)));

    /// <summary>How much each position of a layer counts for the terms on what is protected, 0 to 1.</summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public float[] ContentShares(int height, int width, WorkerPool workers) => PositionMask.Of(Mask, height, width, workers);
}
