using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Judging;

/// <summary>
/// How far pictures are from a style in the eyes of a network: <c>‖G − G′‖ / ‖G′‖</c> in the norm of Frobenius for each layer, with
/// <c>G = F·Fᵀ</c> divided by its number of positions and G′ that of the style.
/// </summary>
/// <param name="network">What to look with; stays the caller's.</param>
/// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
public sealed class StyleDistance(IFeatureExtractor network, WorkerPool workers)
{
    /// <summary>The Gram matrices of a picture, one a tap, divided by their numbers of positions.</summary>
    /// <param name="picture">The picture, at the size that the network should see.</param>
    /// <exception cref="ArgumentException">The picture is too small for a tap, or too large for one tensor.</exception>
    public IReadOnlyList<float[]> GramsOf(Picture picture)
    {
        using var pool = new TensorPool();
        var grams = new float[network.Taps.Count][];
        network.Extract(picture, (tap, features) => grams[tap] = GramOf(features, pool));
        return grams;
    }

    /// <summary>The distances of a picture from a style, both given by their matrices.</summary>
    /// <param name="picture">What <see cref="GramsOf"/> gave for the picture.</param>
    /// <param name="style">What it gave for the style.</param>
    public StyleJudgement Between(IReadOnlyList<float[]> picture, IReadOnlyList<float[]> style) =>
        new(network.Name, network.WeightsOrigin, [.. network.Taps.Select((tap, layer) => new LayerDistance(tap, Relative(picture[layer], style[layer])))]);

    private float[] GramOf(FeatureMap<float> features, TensorPool pool)
    {
        using var target = new GramTarget<float>(features.Shape[1], workers, pool);
        target.Add(features, weight: 1);
        return target.Gram.Span.ToArray();
    }

    private static double Relative(float[] gram, float[] style)
    {
        double difference = 0, whole = 0;
        for (var i = 0; i < style.Length; i++)
        {
            difference += ((double)gram[i] - style[i]) * ((double)gram[i] - style[i]);
            whole += (double)style[i] * style[i];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / whole);
    }
}
