using StyleForge.Engine.Imaging;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Judging;

/// <summary>
/// The learned perceptual distance of Zhang, Isola, Efros, Shechtman and Wang 2018 (LPIPS 0.1) over SqueezeNet: at each tap the features of a
/// position are brought to length 1, their squared differences weighed by channel, and the mean over the positions taken; the taps add up.
/// </summary>
public sealed class Lpips
{
    // As in the published code.
    private const double Least = 1e-10;

    private readonly SqueezeNet _network;
    private readonly float[][] _channelWeights;

    private Lpips(SqueezeNet network, float[][] channelWeights) => (_network, _channelWeights) = (network, channelWeights);

    /// <summary>Reads the weights of the channels.</summary>
    /// <param name="path">The file of linear layers: one tensor a tap, <c>lin0</c> to <c>lin6</c> or by the published names, <c>lin0.model.1.weight</c>.</param>
    /// <param name="network">What to look with; stays the caller's.</param>
    /// <exception cref="WeightFormatException">The file holds something else; the sentence says which part is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Lpips Read(string path, SqueezeNet network)
    {
        using var weights = WeightFile.Read(path, keep: name => name.StartsWith("lin", StringComparison.Ordinal));
        return Of(weights, network);
    }

    /// <summary>The features of a picture, each position's of length 1: what <see cref="Between"/> compares.</summary>
    /// <exception cref="ArgumentException">The picture is too small for the network, or too large for one tensor.</exception>
    public IReadOnlyList<float[]> Look(Picture picture)
    {
        var features = new float[_channelWeights.Length][];
        _network.Extract(picture, (tap, map) => features[tap] = Normalised(map));
        return features;
    }

    /// <summary>The distance between two pictures of one size, from what <see cref="Look"/> gave for them: 0 for equal ones.</summary>
    public double Between(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var distance = 0.0;
        for (var tap = 0; tap < _channelWeights.Length; tap++)
        {
            var weights = _channelWeights[tap];
            var (a, b) = (first[tap], second[tap]);
            var positions = a.Length / weights.Length;
            var sum = 0.0;
            for (var channel = 0; channel < weights.Length; channel++)
            {
                var squares = 0.0;
                for (var i = channel * positions; i < (channel + 1) * positions; i++)
                {
                    squares += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
                }

                sum += weights[channel] * squares;
            }

            distance += sum / positions;
        }

        return distance;
    }

    /// <summary>Takes the channels' weights from a set that stays the caller's.</summary>
    internal static Lpips Of(WeightSet weights, SqueezeNet network) =>
        new(network, [.. SqueezeNet.Channels.Select((channels, tap) => ChannelWeights(weights, tap, channels))]);

    private static float[] ChannelWeights(WeightSet weights, int tap, int channels)
    {
        if (!weights.TryGet($"lin{tap}", out var tensor) && !weights.TryGet($"lin{tap}.model.1.weight", out tensor))
        {
            throw new WeightFormatException($"'{weights.Origin}' has no 'lin{tap}', so it does not hold the linear layers of LPIPS over SqueezeNet.");
        }

        return tensor.Length == channels
            ? tensor.Span.ToArray()
            : throw new WeightFormatException($"'{weights.Origin}' is not of LPIPS over SqueezeNet: its 'lin{tap}' has {tensor.Length} numbers, which must be {channels}.");
    }

    private static float[] Normalised(FeatureMap<float> map)
    {
        using var copy = new Tensor<float>(map.Shape);
        map.CopyTo(copy);
        var (features, positions) = (copy.Span.ToArray(), map.Shape.Positions);
        var squares = new double[positions];
        for (var i = 0; i < features.Length; i++)
        {
            squares[i % positions] += (double)features[i] * features[i];
        }

        for (var i = 0; i < features.Length; i++)
        {
            features[i] = (float)(features[i] / (Math.Sqrt(squares[i % positions]) + Least));
        }

        return features;
    }
}
