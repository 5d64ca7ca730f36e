using System.Diagnostics;
using System.Numerics;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>
/// What neural style transfer makes small: content cost + style cost + total variation (Gatys et al. 2016, equation 7, with
/// the smoothness term of Mahendran and Vedaldi 2015). One forward pass through the network serves all losses, and one
/// backward pass gathers their gradients.
/// </summary>
public sealed class StyleObjective<T> : IObjective<T>, ITapGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NetworkRun<T> _run;
    private readonly IReadOnlyList<FeatureTerm<T>> _terms;
    private readonly TotalVariationLoss<T>? _totalVariation;
    private readonly double _totalVariationWeight;
    private readonly TimeSpan[] _valueTimes;
    private readonly TimeSpan[] _gradientTimes;

    /// <summary>Puts an objective together.</summary>
    /// <param name="run">The network, prepared for the picture's size and for the taps of all terms; owned from here on.</param>
    /// <param name="terms">The losses on features, in the order of the parts; owned from here on.</param>
    /// <param name="totalVariation">The loss on the picture itself; owned from here on. Null for none.</param>
    /// <param name="totalVariationWeight">Its weight, 0 or more.</param>
    public StyleObjective(NetworkRun<T> run, IReadOnlyList<FeatureTerm<T>> terms, TotalVariationLoss<T>? totalVariation, double totalVariationWeight)
    {
        _run = run;
        _terms = terms;
        _totalVariation = totalVariation;
        _totalVariationWeight = totalVariationWeight;
        _valueTimes = new TimeSpan[terms.Count + 1];
        _gradientTimes = new TimeSpan[terms.Count + 1];
        PartNames = [.. terms.Select(term => term.Name), .. totalVariation is null ? Array.Empty<string>() : ["total variation"]];
    }

    /// <inheritdoc/>
    public int Length => _run.Source.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LayerTime> Times =>
        [.. _run.Times, .. PartNames.Select((part, i) => new LayerTime(part, "loss", MultiplyAdds: 0, _valueTimes[i], _gradientTimes[i]))];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<T> picture, Span<T> gradient, Span<double> parts)
    {
        picture.CopyTo(_run.Source.Span);
        _run.Forward();
        var value = 0.0;
        for (var i = 0; i < _terms.Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var (_, tap, weight, loss) = _terms[i];
            var features = _run.Tap(tap);
            loss.Begin();
            loss.Observe(features, FeatureWindow.Whole(features.Shape));
            value += parts[i] = loss.Finish(weight);
            _valueTimes[i] = Stopwatch.GetElapsedTime(start);
        }

        var sourceGradient = _run.Backward(this);
        if (_totalVariation is not null)
        {
            var start = Stopwatch.GetTimestamp();
            value += parts[_terms.Count] = _totalVariation.Evaluate(picture, _totalVariationWeight, sourceGradient.Span);
            _valueTimes[_terms.Count] = Stopwatch.GetElapsedTime(start);
        }

        sourceGradient.Span.CopyTo(gradient);
        return value;
    }

    /// <inheritdoc/>
    void ITapGradients<T>.Add(string tap, FeatureMap<T> activations, FeatureMap<T> gradient)
    {
        for (var i = 0; i < _terms.Count; i++)
        {
            if (_terms[i].Tap == tap)
            {
                var start = Stopwatch.GetTimestamp();
                _terms[i].Loss.AddGradient(activations, FeatureWindow.Whole(activations.Shape), gradient);
                _gradientTimes[i] = Stopwatch.GetElapsedTime(start);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var term in _terms)
        {
            term.Loss.Dispose();
        }

        _totalVariation?.Dispose();
        _run.Dispose();
    }
}
