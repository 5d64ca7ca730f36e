using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>Where the picture should stay what the content shows: there the style counts less, and the content at every layer.</summary>
/// <param name="Mask">A picture of any size, stretched over the content, white where it is protected; grey parts are protected in part.</param>
/// <param name="Strength">How much less the style counts there, above 0 and at most 1.</param>
public sealed record ProtectedArea(Picture Mask, double Strength)
{
    /// <summary>
    /// A part of the mask, faces among people, that counts as much as the whole of it however small it is, as if it were protected alone; null for none.
    /// A picture of any size, stretched over the content.
    /// </summary>
    public Picture? Emphasised { get; init; }

    /// <summary>How often the weight of the terms on what is protected counts: for the mask, and for the part that is emphasised.</summary>
    public int Parts => Emphasised is null ? 1 : 2;

    // Something is left of the style, so that one that goes nowhere else has a Gram matrix.
    private const float LeastStyle = 0.01f;

    /// <summary>How much each position of a layer counts for the style, 0.01 to 1.</summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public float[] StyleShares(int height, int width, WorkerPool workers) =>
        Array.ConvertAll(PositionMask.Of(Mask, height, width, workers), covered => Math.Max(LeastStyle, 1 - ((float)Strength * covered)));

    /// <summary>
    /// How much each position of a layer counts for the terms on what is protected, 0 to 1. With an emphasised part it is the sum of both masks, each over its own
    /// area: what is added up over the mask and what is added up over the part then weigh the same.
    /// </summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public float[] ContentShares(int height, int width, WorkerPool workers)
    {
        var shares = PositionMask.Of(Mask, height, width, workers);
        if (Emphasised is null)
        {
            return shares;
        }

        var part = PositionMask.Of(Emphasised, height, width, workers);
        var ratio = part.Sum() is > 0 and var area ? shares.Sum() / area : 0;
        float[] sums = [.. shares.Zip(part, (share, emphasis) => share + (ratio * emphasis))];
        var most = Math.Max(1, sums.Max());
        return Array.ConvertAll(sums, sum => sum / most);
    }
}
