using System.Numerics;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>
/// Losses on the features of a signal, a picture or a volume that a network sees whole: what <see cref="StyleObjective{T}"/> is for pictures in
/// windows, in any number of dimensions. The losses see every layer as a picture: <see cref="FeatureMap{T}.AsPicture"/>.
/// </summary>
/// <param name="run">The network, prepared for the source and the taps of all terms; stays its owner's, so that it can serve again.</param>
/// <param name="terms">The losses, in the order of the parts; owned from here on.</param>
public sealed class FeatureObjective<T>(NetworkRun<T> run, IReadOnlyList<FeatureTerm<T>> terms) : IObjective<T>, ITapObserver<T>, ITapGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers the source has.</summary>
    public int Length => run.Source.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; } = [.. terms.Select(term => term.Name)];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<T> picture, Span<T> gradient, Span<double> parts)
    {
        picture.CopyTo(run.Source.Span);
        foreach (var term in terms)
        {
            term.Loss.Begin();
        }

        run.Forward(this);
        var value = 0.0;
        for (var i = 0; i < terms.Count; i++)
        {
            value += parts[i] = terms[i].Loss.Finish(terms[i].Weight);
        }

        run.Backward(this).Span.CopyTo(gradient);
        return value;
    }

    /// <inheritdoc/>
    void ITapObserver<T>.Observe(string tap, int firstRow, FeatureMap<T> activations)
    {
        var map = activations.AsPicture();
        foreach (var term in terms)
        {
            if (term.Tap == tap)
            {
                term.Loss.Observe(map, FeatureWindow.Whole(map.Shape));
            }
        }
    }

    /// <inheritdoc/>
    void ITapGradients<T>.Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient)
    {
        var (map, sum) = (activations.AsPicture(), gradient.AsPicture());
        foreach (var term in terms)
        {
            if (term.Tap == tap)
            {
                term.Loss.AddGradient(map, FeatureWindow.Whole(map.Shape), sum);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var term in terms)
        {
            term.Loss.Dispose();
        }
    }
}
