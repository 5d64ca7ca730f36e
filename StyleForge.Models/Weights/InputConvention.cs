using System.Globalization;

namespace StyleForge.Models.Weights;

/// <summary>
/// How a network wants its pictures. Callers always hand over RGB from 0 to 1; a network's first step turns channel c of
/// that into <c>(Range · picture − Mean[c]) / Deviation[c]</c>, in the order the weights were trained with.
/// </summary>
public sealed record InputConvention
{
    /// <summary>RGB, 0 to 1, ImageNet's mean and deviation: what torchvision's weights were trained with.</summary>
    public static InputConvention Torchvision { get; } = new()
    {
        Order = ChannelOrder.Rgb,
        Range = 1,
        Mean = [0.485, 0.456, 0.406],
        Deviation = [0.229, 0.224, 0.225],
    };

    /// <summary>BGR, 0 to 255, ImageNet's mean taken off: what the Caffe weights of Simonyan and Zisserman were trained with.</summary>
    public static InputConvention Caffe { get; } = new()
    {
        Order = ChannelOrder.Bgr,
        Range = 255,
        Mean = [103.939, 116.779, 123.68],
        Deviation = [1, 1, 1],
    };

    /// <summary>The order of the channels that the first convolution reads.</summary>
    public required ChannelOrder Order { get; init; }

    /// <summary>What white is before the mean is taken off: 1 or 255.</summary>
    public required double Range { get; init; }

    /// <summary>The mean of each channel, in the network's order and range.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>The deviation of each channel, in the network's order and range.</summary>
    public required IReadOnlyList<double> Deviation { get; init; }

    /// <summary>True where every part is the same, number by number.</summary>
    public bool Equals(InputConvention? other) =>
        other is not null
        && Order == other.Order
        && Range.Equals(other.Range)
        && Mean.SequenceEqual(other.Mean)
        && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, Range, Mean.Count, Deviation.Count);

    /// <summary><c>BGR from 0 to 255, mean 103.939, 116.779, 123.68, deviation 1, 1, 1</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Order.ToString().ToUpperInvariant()} from 0 to {Range}, mean {Join(Mean)}, deviation {Join(Deviation)}");

    /// <summary>Numbers as people and files write them: <c>1, 0.5, 0.25</c>.</summary>
    internal static string Join(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
