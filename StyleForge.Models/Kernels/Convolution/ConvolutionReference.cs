using System.Numerics;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Convolution as it is defined: every triple of a destination element, a source element and a weight that meet is
/// visited once, and one of the three receives the product of the other two. Slow, and the judge of everything faster.
/// </summary>
internal static unsafe class ConvolutionReference
{
    /// <summary>What happens where a destination element, a source element and a weight meet.</summary>
    private interface IRule<T>
    {
        static abstract void Apply(ref T destination, ref T source, ref T weight);
    }

    /// <summary><c>destination = bias + Σ source·weight</c>; a bias of null means zero.</summary>
    public static void Forward<T>(ConvolutionExtents extents, T* source, T* weights, T* bias, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = extents.Groups * extents.DestinationChannels;
        for (var row = 0; row < extents.Batch * channels; row++)
        {
            new Span<T>(destination + ((long)row * extents.DestinationPositions), extents.DestinationPositions)
                .Fill(bias == null ? T.Zero : bias[row % channels]);
        }

        Visit<T, ByDestination<T>>(extents, source, weights, destination);
    }

    /// <summary><c>sourceGradient = Σ destinationGradient·weight</c>.</summary>
    public static void BackwardSource<T>(ConvolutionExtents extents, T* destinationGradient, T* weights, T* sourceGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var elements = extents.Batch * extents.Groups * extents.SourceChannels * extents.SourcePositions;
        new Span<T>(sourceGradient, elements).Clear();
        Visit<T, BySource<T>>(extents, sourceGradient, weights, destinationGradient);
    }

    /// <summary>Adds <c>Σ destinationGradient·source</c> to the gradient by the weights.</summary>
    public static void BackwardWeights<T>(ConvolutionExtents extents, T* source, T* destinationGradient, T* weightsGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Visit<T, ByWeights<T>>(extents, source, weightsGradient, destinationGradient);

    /// <summary>Adds the sum over pictures and positions to the gradient by the bias.</summary>
    public static void BackwardBias<T>(ConvolutionExtents extents, T* destinationGradient, T* biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = extents.Groups * extents.DestinationChannels;
        for (var row = 0; row < extents.Batch * channels; row++)
        {
            for (var position = 0; position < extents.DestinationPositions; position++)
            {
                biasGradient[row % channels] += destinationGradient[((long)row * extents.DestinationPositions) + position];
            }
        }
    }

    private static void Visit<T, TRule>(ConvolutionExtents e, T* source, T* weights, T* destination)
        where T : unmanaged
        where TRule : struct, IRule<T>
    {
        for (var n = 0; n < e.Batch; n++)
        {
            for (var oc = 0; oc < e.Groups * e.DestinationChannels; oc++)
            {
                var group = oc / e.DestinationChannels;
                var plane = destination + ((((long)n * e.Groups * e.DestinationChannels) + oc) * e.DestinationPositions);
                for (var ic = 0; ic < e.SourceChannels; ic++)
                {
                    var channel = (((long)n * e.Groups) + group) * e.SourceChannels;
                    VisitPlane<T, TRule>(e, source + ((channel + ic) * e.SourcePositions), weights + ((((long)oc * e.SourceChannels) + ic) * e.Taps), plane);
                }
            }
        }
    }

    private static void VisitPlane<T, TRule>(ConvolutionExtents e, T* source, T* weights, T* destination)
        where T : unmanaged
        where TRule : struct, IRule<T>
    {
        for (var kd = 0; kd < e.Windows[0].Size; kd++)
        {
            for (var kh = 0; kh < e.Windows[1].Size; kh++)
            {
                for (var kw = 0; kw < e.Windows[2].Size; kw++)
                {
                    VisitTap<T, TRule>(e, source, ref *weights++, destination, kd, kh, kw);
                }
            }
        }
    }

    private static void VisitTap<T, TRule>(ConvolutionExtents e, T* source, ref T weight, T* destination, int kd, int kh, int kw)
        where T : unmanaged
        where TRule : struct, IRule<T>
    {
        var (wide, window) = (e.Destination[2], e.Windows[2]);
        for (var od = 0; od < e.Destination[0]; od++)
        {
            var d = e.Read(0, od, kd);
            for (var oh = 0; oh < e.Destination[1]; oh++, destination += wide)
            {
                var h = e.Read(1, oh, kh);
                if (d >= 0 && h >= 0)
                {
                    VisitRow<T, TRule>(source + (((d * e.Source[1]) + h) * e.Source[2]), ref weight, destination, wide, (kw * window.Dilation) - window.Before, window.Stride, e.Source[2], e.Border);
                }
            }
        }
    }

    private static void VisitRow<T, TRule>(T* source, ref T weight, T* destination, int wide, int first, int stride, int extent, BorderMode border)
        where T : unmanaged
        where TRule : struct, IRule<T>
    {
        for (var ow = 0; ow < wide; ow++)
        {
            if (border.Read(first + (ow * stride), extent) is >= 0 and var w)
            {
                TRule.Apply(ref destination[ow], ref source[w], ref weight);
            }
        }
    }

    private readonly struct ByDestination<T> : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Apply(ref T destination, ref T source, ref T weight) => destination += source * weight;
    }

    private readonly struct BySource<T> : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Apply(ref T destination, ref T source, ref T weight) => source += destination * weight;
    }

    private readonly struct ByWeights<T> : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Apply(ref T destination, ref T source, ref T weight) => weight += destination * source;
    }
}
