namespace StyleForge.Models.Kernels.Convolution;

/// <summary>Where the elements of one phase lie: in each dimension every stride-th, from the phase's first on.</summary>
/// <param name="extents">Depth, height and width of the whole.</param>
/// <param name="strides">Step between two elements of the phase in each dimension.</param>
/// <param name="phases">The first of them in each dimension.</param>
internal sealed unsafe class PhaseGrid(int[] extents, int[] strides, int[] phases)
{
    /// <summary>Elements of the phase in each dimension.</summary>
    public int[] Counts { get; } = [.. Enumerable.Range(0, 3).Select(d => (extents[d] - phases[d] + strides[d] - 1) / strides[d])];

    /// <summary>Elements of the whole.</summary>
    public long Length { get; } = (long)extents[0] * extents[1] * extents[2];

    /// <summary>Puts elements of the phase, counted row by row, in their places.</summary>
    /// <param name="from">The elements.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="plane">The first element of the whole.</param>
    public void Store(float* from, int first, int count, float* plane)
    {
        for (int position = first, part; position < first + count; position += part)
        {
            var (rest, w) = Math.DivRem(position, Counts[2]);
            var (d, h) = Math.DivRem(rest, Counts[1]);
            part = Math.Min(Counts[2] - w, first + count - position);
            var row = ((((long)d * strides[0]) + phases[0]) * extents[1]) + ((long)h * strides[1]) + phases[1];
            StoreRow(from + (position - first), part, strides[2], plane + (row * extents[2]) + ((long)w * strides[2]) + phases[2]);
        }
    }

    private static void StoreRow(float* from, int count, int stride, float* to)
    {
        for (var i = 0; i < count; i++)
        {
            to[(long)i * stride] = from[i];
        }
    }
}
