using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Engine.Training;

/// <summary>
/// A network asked at several taps which picture a crop is from, on one thread: <c>p = softmax(W·m + b)</c> with m the mean of
/// each channel over all positions, and the loss <c>−log p[picture]</c>.
/// </summary>
internal sealed class ExemplarWorker : IDisposable
{
    private readonly WorkerPool _one = new(1);
    private readonly TrainingRun _run;
    private readonly string[] _taps;
    private readonly int _classes;
    private readonly float[][] _means;
    private readonly float[][] _meanGradients;
    private readonly float[] _scores;

    public ExemplarWorker(Network<float> network, int side, IReadOnlyList<string> taps, int classes, TensorPool pool)
    {
        (_taps, _classes) = ([.. taps], classes);
        _run = new TrainingRun(network, [1, 3, side, side], taps, _one, pool);
        int[] channels = [.. taps.Select(tap => network.Taps.First(known => known.Name == tap).Channels)];
        _means = [.. channels.Select(count => new float[count])];
        _meanGradients = [.. channels.Select(count => new float[count])];
        _scores = new float[classes];
        HeadLength = channels.Sum(count => classes * (count + 1));
    }

    /// <summary>Numbers of W and b of all taps: of each tap a row <c>(channels, bias)</c> a class.</summary>
    public int HeadLength { get; }

    /// <summary>Where the crop goes.</summary>
    public Tensor<float> Source => _run.Source;

    /// <summary>Asks at all taps; adds the gradients.</summary>
    public void Run(int picture, ReadOnlySpan<float> head, Tensor<float> networkGradient, Span<float> headGradient, Span<double> parts)
    {
        _run.Forward();
        for (var tap = 0; tap < _taps.Length; tap++)
        {
            Average(_run.Tap(_taps[tap]), _means[tap]);
            var length = _classes * (_means[tap].Length + 1);
            parts[tap] = Ask(tap, picture, head[..length], headGradient[..length]);
            head = head[length..];
            headGradient = headGradient[length..];
        }

        _run.Backward(new TapGradients(this), networkGradient);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _one.Dispose();
    }

    private static unsafe void Average(FeatureMap<float> map, float[] means)
    {
        for (var channel = 0; channel < means.Length; channel++)
        {
            var from = map.Pointer + ((channel / map.Lanes) * map.PlaneStride) + (channel % map.Lanes);
            double sum = 0;
            for (var position = 0; position < map.Shape.Positions; position++, from += map.Lanes)
            {
                sum += *from;
            }

            means[channel] = (float)(sum / map.Shape.Positions);
        }
    }

    private double Ask(int tap, int picture, ReadOnlySpan<float> head, Span<float> headGradient)
    {
        var means = _means[tap];
        var row = means.Length + 1;
        var most = float.NegativeInfinity;
        for (var c = 0; c < _classes; c++)
        {
            var score = head[(c * row) + means.Length];
            for (var i = 0; i < means.Length; i++)
            {
                score += head[(c * row) + i] * means[i];
            }

            _scores[c] = score;
            most = Math.Max(most, score);
        }

        double sum = 0;
        foreach (var score in _scores)
        {
            sum += Math.Exp(score - most);
        }

        var loss = most + Math.Log(sum) - _scores[picture];
        var share = 1f / _taps.Length;
        Array.Clear(_meanGradients[tap]);
        for (var c = 0; c < _classes; c++)
        {
            var slope = share * ((float)(Math.Exp(_scores[c] - most) / sum) - (c == picture ? 1 : 0));
            for (var i = 0; i < means.Length; i++)
            {
                headGradient[(c * row) + i] += slope * means[i];
                _meanGradients[tap][i] += slope * head[(c * row) + i];
            }

            headGradient[(c * row) + means.Length] += slope;
        }

        return loss;
    }

    private sealed class TapGradients(ExemplarWorker owner) : ITapGradients<float>
    {
        public unsafe void Add(string tap, int firstRow, FeatureMap<float> activations, FeatureMap<float> gradient)
        {
            var slopes = owner._meanGradients[owner._taps.IndexOf(tap)];
            for (var channel = 0; channel < slopes.Length; channel++)
            {
                var share = slopes[channel] / gradient.Shape.Positions;
                var to = gradient.Pointer + ((channel / gradient.Lanes) * gradient.PlaneStride) + (channel % gradient.Lanes);
                for (var position = 0; position < gradient.Shape.Positions; position++, to += gradient.Lanes)
                {
                    *to += share;
                }
            }
        }
    }
}
