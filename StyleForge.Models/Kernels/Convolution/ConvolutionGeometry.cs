using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Everything about a convolution but its numbers: channels, groups, border, and one <see cref="Window"/> for each of its
/// one, two or three spatial dimensions, outermost first.
/// </summary>
/// <remarks>Weights have the shape <c>(oc, ic / groups, [kd,] [kh,] kw)</c>, bias <c>(oc)</c>, as in PyTorch.</remarks>
public sealed class ConvolutionGeometry
{
    /// <summary>Describes a convolution.</summary>
    /// <exception cref="ArgumentException">A channel count does not divide by the groups, or there are not one to three windows.</exception>
    public ConvolutionGeometry(int sourceChannels, int destinationChannels, ReadOnlySpan<Window> windows, int groups = 1, BorderMode border = BorderMode.Zero)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (windows.Length is < 1 or > 3)
        {
            throw new ArgumentException($"A convolution has one to three spatial dimensions, not {windows.Length}.", nameof(windows));
        }

        if (sourceChannels % groups != 0 || destinationChannels % groups != 0)
        {
            throw new ArgumentException($"{sourceChannels} source and {destinationChannels} destination channels do not divide into {groups} groups.", nameof(groups));
        }

        SourceChannels = sourceChannels;
        DestinationChannels = destinationChannels;
        Windows = windows.ToArray();
        Groups = groups;
        Border = border;
    }

    /// <summary>Channels of the source, <c>ic</c>.</summary>
    public int SourceChannels { get; }

    /// <summary>Channels of the destination, <c>oc</c>.</summary>
    public int DestinationChannels { get; }

    /// <summary>One window a spatial dimension, outermost first.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <summary>Groups that see only their own share of the channels; 1 means all see all.</summary>
    public int Groups { get; }

    /// <summary>What is read beyond the edge.</summary>
    public BorderMode Border { get; }

    /// <summary>The shape of the weights: <c>(oc, ic / groups, kernel…)</c>.</summary>
    public Shape WeightsShape => new([DestinationChannels, SourceChannels / Groups, .. Windows.Select(w => w.Size)]);

    /// <summary>The shape of the destination for a source <c>(N, ic, spatial…)</c>.</summary>
    /// <exception cref="ArgumentException">The source has another rank or channel count, or is too small.</exception>
    public Shape DestinationShape(Shape source)
    {
        if (source.Rank != Windows.Count + 2 || source[1] != SourceChannels)
        {
            throw new ArgumentException($"A {Windows.Count}D convolution of {SourceChannels} channels cannot take a source of shape {source}.", nameof(source));
        }

        Span<int> extents = stackalloc int[source.Rank];
        extents[0] = source[0];
        extents[1] = DestinationChannels;
        for (var d = 0; d < Windows.Count; d++)
        {
            var window = Windows[d].Over(source[d + 2]);
            if (Border == BorderMode.Reflect && Math.Max(window.Before, window.After) >= source[d + 2])
            {
                throw new ArgumentException($"A reflected border of {Math.Max(window.Before, window.After)} needs an extent above that, not {source[d + 2]}.", nameof(source));
            }

            extents[d + 2] = window.Destination(source[d + 2]);
        }

        return new Shape(extents);
    }
}
