using System.Numerics;

namespace StyleForge.Models.Kernels.Pooling;

/// <summary>Pooling of one plane as it is defined.</summary>
internal static unsafe class PoolingReference
{
    // Windows up to 16×16 find room on the stack; a global pooling layer allocates.
    private const int OnStack = 256;

    /// <summary>The largest element of each window (a NaN counts as largest), and where in the plane it was.</summary>
    public static void Maximum<T>(PoolingExtents extents, T* source, T* destination, int* saved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (wide, deep) = (extents.Source[2], extents.Source[1] * extents.Source[2]);
        for (var od = 0; od < extents.Destination[0]; od++)
        {
            var (d, depth) = extents.Inside(0, od);
            for (var oh = 0; oh < extents.Destination[1]; oh++)
            {
                var (h, height) = extents.Inside(1, oh);
                for (var ow = 0; ow < extents.Destination[2]; ow++)
                {
                    var (w, width) = extents.Inside(2, ow);
                    var best = (d * deep) + (h * wide) + w;
                    var largest = source[best];
                    for (var tap = 0; tap < depth * height; tap++)
                    {
                        var (kd, kh) = depth == 1 ? (0, tap) : (tap / height, tap % height);
                        var row = ((d + (kd * extents.Windows[0].Dilation)) * deep) + ((h + (kh * extents.Windows[1].Dilation)) * wide) + w;
                        for (var kw = 0; kw < width; kw++)
                        {
                            var index = row + (kw * extents.Windows[2].Dilation);
                            if (source[index] > largest || T.IsNaN(source[index]))
                            {
                                (best, largest) = (index, source[index]);
                            }
                        }
                    }

                    *destination++ = largest;
                    *saved++ = best;
                }
            }
        }
    }

    /// <summary>Hands each gradient to the element that was the largest.</summary>
    public static void MaximumBackward<T>(PoolingExtents extents, T* destinationGradient, int* saved, T* sourceGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new Span<T>(sourceGradient, extents.SourcePositions).Clear();
        for (var position = 0; position < extents.DestinationPositions; position++)
        {
            sourceGradient[saved[position]] += destinationGradient[position];
        }
    }

    /// <summary>The mean of each window: of its elements that lie inside the source, or with the padding as zeros.</summary>
    public static void Average<T>(PoolingExtents extents, T* source, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var window = extents.Taps <= OnStack ? stackalloc int[OnStack] : new int[extents.Taps];
        for (var position = 0; position < extents.DestinationPositions; position++)
        {
            var inside = extents.Inside(position, window);
            var sum = T.Zero;
            foreach (var index in inside)
            {
                sum += source[index];
            }

            destination[position] = sum / T.CreateChecked(extents.Divisor(position, inside.Length));
        }
    }

    /// <summary>Shares each gradient among the elements of its window.</summary>
    public static void AverageBackward<T>(PoolingExtents extents, T* destinationGradient, T* sourceGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new Span<T>(sourceGradient, extents.SourcePositions).Clear();
        var window = extents.Taps <= OnStack ? stackalloc int[OnStack] : new int[extents.Taps];
        for (var position = 0; position < extents.DestinationPositions; position++)
        {
            var inside = extents.Inside(position, window);
            var share = destinationGradient[position] / T.CreateChecked(extents.Divisor(position, inside.Length));
            foreach (var index in inside)
            {
                sourceGradient[index] += share;
            }
        }
    }
}
