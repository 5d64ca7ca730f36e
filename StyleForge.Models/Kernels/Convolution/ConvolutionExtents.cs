using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// A convolution over a source of known shape, seen with three spatial dimensions: depth, height, width. A picture has a
/// depth of 1, a signal a depth and a height of 1, each with a window of 1; where the kernel has one tap along the last
/// dimensions and takes every element, they are seen as one.
/// </summary>
internal sealed class ConvolutionExtents
{
    public ConvolutionExtents(ConvolutionGeometry geometry, Shape source)
    {
        var destination = geometry.DestinationShape(source);
        Batch = source[0];
        Groups = geometry.Groups;
        SourceChannels = geometry.SourceChannels / Groups;
        DestinationChannels = geometry.DestinationChannels / Groups;
        Border = geometry.Border;
        var missing = 3 - geometry.Windows.Count;
        for (var d = missing; d < 3; d++)
        {
            Source[d] = source[d - missing + 2];
            Destination[d] = destination[d - missing + 2];
            Windows[d] = geometry.Windows[d - missing].Over(Source[d]);
        }

        // Dimensions along which nothing happens are one long row: a 1×1 convolution is a plain matrix product.
        while (Source[1] * Source[0] > 1 && IsPlain(1) && IsPlain(2))
        {
            (Source[1], Source[2]) = (Source[0], Source[1] * Source[2]);
            (Destination[1], Destination[2]) = (Destination[0], Destination[1] * Destination[2]);
            Windows[1] = Windows[0];
            (Source[0], Destination[0], Windows[0]) = (1, 1, new(1));
        }
    }

    /// <summary>Pictures, <c>n</c>.</summary>
    public int Batch { get; }

    /// <summary>Groups of channels.</summary>
    public int Groups { get; }

    /// <summary>Source channels of one group.</summary>
    public int SourceChannels { get; }

    /// <summary>Destination channels of one group.</summary>
    public int DestinationChannels { get; }

    /// <summary>What is read beyond the edge.</summary>
    public BorderMode Border { get; }

    /// <summary>Depth, height and width of the source.</summary>
    public int[] Source { get; } = [1, 1, 1];

    /// <summary>Depth, height and width of the destination.</summary>
    public int[] Destination { get; } = [1, 1, 1];

    /// <summary>The windows over depth, height and width.</summary>
    public Window[] Windows { get; } = [new(1), new(1), new(1)];

    /// <summary>Positions of one source channel.</summary>
    public int SourcePositions => Source[0] * Source[1] * Source[2];

    /// <summary>Positions of one destination channel.</summary>
    public int DestinationPositions => Destination[0] * Destination[1] * Destination[2];

    /// <summary>Taps of one kernel, <c>kd·kh·kw</c>.</summary>
    public int Taps => Windows[0].Size * Windows[1].Size * Windows[2].Size;

    /// <summary>Products in one destination element: <c>ic / groups · taps</c>.</summary>
    public int Depth => SourceChannels * Taps;

    /// <summary>The source index that one tap reads for one destination index along one dimension, or −1 for a zero.</summary>
    public int Read(int dimension, int destination, int tap)
    {
        var window = Windows[dimension];
        return Border.Read((destination * window.Stride) + (tap * window.Dilation) - window.Before, Source[dimension]);
    }

    private bool IsPlain(int dimension) => Windows[dimension] is { Size: 1, Stride: 1, Before: 0, After: 0 };
}
