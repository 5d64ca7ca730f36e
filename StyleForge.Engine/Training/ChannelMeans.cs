using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Training;

/// <summary>The mean of each channel at some taps of a network, over a few crops that are always the same.</summary>
internal sealed unsafe class ChannelMeans : IDisposable
{
    private const int Crops = 8;

    private readonly NetworkRun<float> _run;
    private readonly string[] _taps;
    private readonly float[][] _means;
    private readonly CropSampler _crops;

    public ChannelMeans(Network<float> network, IReadOnlyList<string> taps, CropSampler crops, WorkerPool workers, TensorPool pool)
    {
        (_taps, _crops) = ([.. taps], crops);
        _run = network.Prepare([1, 3, crops.Options.Side, crops.Options.Side], _taps, workers, pool, isForwardOnly: true);
        _means = [.. _taps.Select(tap => new float[network.Taps.First(known => known.Name == tap).Channels])];
    }

    /// <summary>Measures; the arrays are the same at each call.</summary>
    public IReadOnlyList<float[]> Measure()
    {
        foreach (var means in _means)
        {
            Array.Clear(means);
        }

        for (var crop = 0; crop < Crops; crop++)
        {
            _crops.Write((ulong)crop, _run.Source);
            _run.Forward();
            for (var tap = 0; tap < _taps.Length; tap++)
            {
                Add(_run.Tap(_taps[tap]), _means[tap]);
            }
        }

        return _means;
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    private static void Add(FeatureMap<float> map, float[] means)
    {
        for (var channel = 0; channel < means.Length; channel++)
        {
            var from = map.Pointer + ((channel / map.Lanes) * map.PlaneStride) + (channel % map.Lanes);
            double sum = 0;
            for (var position = 0; position < map.Shape.Positions; position++, from += map.Lanes)
            {
                sum += *from;
            }

            means[channel] += (float)(sum / ((double)map.Shape.Positions * Crops));
        }
    }
}
