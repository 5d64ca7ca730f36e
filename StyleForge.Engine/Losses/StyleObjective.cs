using System.Diagnostics;
using System.Numerics;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>
/// What neural style transfer makes small: content cost + style cost + total variation (Gatys et al. 2016, equation 7, with
/// the smoothness term of Mahendran and Vedaldi 2015). One forward pass through the network serves all losses, and one
/// backward pass gathers their gradients.
/// </summary>
/// <remarks>
/// A picture whose activations do not fit into memory goes through in windows. In a first round every loss observes the cores
/// of all windows, which gives its value; in a second one each window goes forward again, and back with the gradients that
/// follow from the whole. The result is that of the whole picture but for rounding: see <c>docs/memory.md</c>.
/// </remarks>
public sealed class StyleObjective<T> : IObjective<T>, ITapObserver<T>, ITapGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowedRun<T> _run;
    private readonly IReadOnlyList<FeatureTerm<T>> _terms;
    private readonly TotalVariationLoss<T>? _totalVariation;
    private readonly double _totalVariationWeight;
    private readonly TimeSpan[] _valueTimes;
    private readonly TimeSpan[] _gradientTimes;
    private PictureWindow _window;

    /// <summary>Puts an objective together that sees the picture whole.</summary>
    /// <param name="run">The network, prepared for the picture's size and for the taps of all terms; owned from here on.</param>
    /// <param name="terms">The losses on features, in the order of the parts; owned from here on.</param>
    /// <param name="totalVariation">The loss on the picture itself; owned from here on. Null for none.</param>
    /// <param name="totalVariationWeight">Its weight, 0 or more.</param>
    public StyleObjective(NetworkRun<T> run, IReadOnlyList<FeatureTerm<T>> terms, TotalVariationLoss<T>? totalVariation, double totalVariationWeight)
        : this(new WindowedRun<T>(run), terms, totalVariation, totalVariationWeight)
    {
    }

    /// <summary>Puts an objective together.</summary>
    /// <param name="run">The network, prepared for the windows and for the taps of all terms; owned from here on.</param>
    /// <param name="terms">The losses on features, in the order of the parts; owned from here on.</param>
    /// <param name="totalVariation">The loss on the whole picture itself; owned from here on. Null for none.</param>
    /// <param name="totalVariationWeight">Its weight, 0 or more.</param>
    public StyleObjective(WindowedRun<T> run, IReadOnlyList<FeatureTerm<T>> terms, TotalVariationLoss<T>? totalVariation, double totalVariationWeight)
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
    public int Length => _run.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LayerTime> Times =>
        [.. _run.Times, .. PartNames.Select((part, i) => new LayerTime([part], "loss", MultiplyAdds: 0, _valueTimes[i], _gradientTimes[i]))];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<T> picture, Span<T> gradient, Span<double> parts)
    {
        Observe(picture);
        var value = 0.0;
        for (var i = 0; i < _terms.Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            value += parts[i] = _terms[i].Loss.Finish(_terms[i].Weight);
            _valueTimes[i] += Stopwatch.GetElapsedTime(start);
        }

        GoBack(picture, gradient);
        if (_totalVariation is not null)
        {
            var start = Stopwatch.GetTimestamp();
            value += parts[_terms.Count] = _totalVariation.Evaluate(picture, _totalVariationWeight, gradient);
            _valueTimes[_terms.Count] = Stopwatch.GetElapsedTime(start);
        }

        return value;
    }

    /// <inheritdoc/>
    void ITapObserver<T>.Observe(string tap, int firstRow, FeatureMap<T> activations)
    {
        for (var i = 0; i < _terms.Count; i++)
        {
            if (_terms[i].Tap == tap)
            {
                var start = Stopwatch.GetTimestamp();
                _terms[i].Loss.Observe(activations, _run.At(tap, _window, firstRow, activations.Shape[2]));
                _valueTimes[i] += Stopwatch.GetElapsedTime(start);
            }
        }
    }

    /// <inheritdoc/>
    void ITapGradients<T>.Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient)
    {
        for (var i = 0; i < _terms.Count; i++)
        {
            if (_terms[i].Tap == tap)
            {
                var start = Stopwatch.GetTimestamp();
                _terms[i].Loss.AddGradient(activations, _run.At(tap, _window, firstRow, activations.Shape[2]), gradient);
                _gradientTimes[i] += Stopwatch.GetElapsedTime(start);
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

    private void Observe(ReadOnlySpan<T> picture)
    {
        _run.ClearTimes();
        for (var i = 0; i < _terms.Count; i++)
        {
            (_valueTimes[i], _gradientTimes[i]) = (TimeSpan.Zero, TimeSpan.Zero);
            _terms[i].Loss.Begin();
        }

        foreach (var window in _run.Plan.Features.Windows)
        {
            _window = window;
            _run.Forward(picture, window, observer: this);
        }
    }

    // Backwards, because the network has just looked at the pixels of the last window, which need not go forward again.
    private void GoBack(ReadOnlySpan<T> picture, Span<T> gradient)
    {
        var seen = (_window.Top, _window.Left);
        var windows = _run.Plan.Gradients.Windows;
        for (var i = windows.Length - 1; i >= 0; i--)
        {
            _window = windows[i];
            if (i < windows.Length - 1 || seen != (_window.Top, _window.Left))
            {
                _run.Forward(picture, _window);
            }

            _run.Backward(this, _window, gradient);
        }
    }
}
