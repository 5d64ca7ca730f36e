using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Training;

/// <summary>
/// Scales a network of convolutions and rectifiers so that the activations of each layer have mean 1 on photographs, which
/// changes nothing of what it sees (Gatys et al. 2016, section 2): one set of layer weights then serves everywhere.
/// </summary>
/// <remarks>Departure: Gatys et al. give each channel mean 1. Here a layer has one factor, so that its channels keep their weight among each other.</remarks>
public static class TapScales
{
    private const int Crops = 96;

    /// <summary>Scales the layers.</summary>
    /// <param name="network">The network; its weights are changed.</param>
    /// <param name="crops">The photographs: its first crops.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public static void Normalise(Network<float> network, CropSampler crops, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(network);
        string[] taps = [.. network.Description.Layers.OfType<ReluDescription>().Select(layer => layer.Tap)];
        var means = Measure(network, taps, crops, workers, pool).Select(moments => moments.Mean).ToArray();
        var before = 1.0;
        for (var index = 0; index < network.Layers.Count; index++)
        {
            if (network.Description.Layers[index] is ConvolutionDescription)
            {
                var mean = means[taps.IndexOf(network.Description.Layers[index + 1].Tap)];
                Scale(network.Layers[index].Parameters[0].Value, before / mean);
                Scale(network.Layers[index].Parameters[1].Value, 1 / mean);
                before = mean;
            }
        }

        network.Repack(workers);
    }

    /// <summary>The mean and the mean square of a network's activations at some taps, on the first crops.</summary>
    public static (double Mean, double Square)[] Measure(Network<float> network, IReadOnlyList<string> taps, CropSampler crops, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(taps);
        ArgumentNullException.ThrowIfNull(crops);
        var side = crops.Options.Side;
        using var run = network.Prepare([1, 3, side, side], taps, workers, pool, isForwardOnly: true);
        var moments = new (double Mean, double Square)[taps.Count];
        for (var crop = 0; crop < Crops; crop++)
        {
            crops.Write((ulong)crop, run.Source);
            run.Forward();
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var (sum, squares) = Sum(run.Tap(taps[tap]));
                var count = (double)Crops * run.Tap(taps[tap]).Length;
                moments[tap] = (moments[tap].Mean + (sum / count), moments[tap].Square + (squares / count));
            }
        }

        return moments;
    }

    private static unsafe (double Sum, double Squares) Sum(FeatureMap<float> map)
    {
        double sum = 0, squares = 0;
        for (var plane = 0; plane < map.Planes; plane++)
        {
            foreach (var value in new ReadOnlySpan<float>(map.Pointer + (plane * map.PlaneStride), map.PlaneLength))
            {
                sum += value;
                squares += (double)value * value;
            }
        }

        return (sum, squares);
    }

    private static void Scale(Tensor<float> tensor, double factor)
    {
        foreach (ref var value in tensor.Span)
        {
            value = (float)(value * factor);
        }
    }
}
