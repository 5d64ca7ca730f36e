using StyleForge.Models.Kernels.MatrixMultiply;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// One spatial dimension of a source as a convolution sees it: extended by its border and, for the gradient of a strided
/// convolution, spread out with zeros between. An index into the view that stands for a zero maps to −1.
/// </summary>
internal sealed class AxisView
{
    private readonly int[] _map;
    private readonly int _shift;
    private readonly int _partLength;

    private AxisView(int[] map, Window window, int shift)
    {
        _map = map;
        Size = window.Size;
        Stride = window.Stride;
        Dilation = window.Dilation;
        _shift = shift;
        _partLength = (map.Length / Stride) + 1;
        PlainStart = Math.Max(shift, 0);
        PlainEnd = PlainStart;
        while (PlainEnd < map.Length && map[PlainEnd] == PlainEnd - shift)
        {
            PlainEnd++;
        }
    }

    /// <summary>Taps of the kernel.</summary>
    public int Size { get; }

    /// <summary>Step between two positions.</summary>
    public int Stride { get; }

    /// <summary>Step between two taps.</summary>
    public int Dilation { get; }

    /// <summary>The extent of the view.</summary>
    public int Length => _map.Length;

    /// <summary>Where the stretch begins in which neighbours are neighbours in the source.</summary>
    public int PlainStart { get; }

    /// <summary>One past the end of that stretch.</summary>
    public int PlainEnd { get; }

    /// <summary>Floats of scratch memory that <see cref="Row"/> needs.</summary>
    public int ScratchLength => Length + (Stride > 1 ? Stride * _partLength : 0);

    /// <summary>The source index at an index of the view, or −1 for a zero, which is all there is past its end.</summary>
    public int this[int index] => index < _map.Length ? _map[index] : -1;

    /// <summary>The source as the forward pass sees it.</summary>
    public static AxisView Forward(Window window, BorderMode border, int source, int destination)
    {
        var map = new int[((destination - 1) * window.Stride) + window.Reach];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = border.Read(i - window.Before, source);
        }

        return new AxisView(map, window, window.Before);
    }

    /// <summary>
    /// The gradient by the destination as the gradient by the source sees it. With <c>stride − 1</c> zeros put between its
    /// elements and zeros around it, the gradient by the source is a plain convolution with the kernel turned around.
    /// </summary>
    /// <param name="window">The window of the forward pass, with a border of zeros.</param>
    /// <param name="source">Extent of the gradient by the source.</param>
    /// <param name="destination">Extent of the gradient by the destination.</param>
    public static AxisView Backward(Window window, int source, int destination)
    {
        var shift = window.Reach - 1 - window.Before;
        var map = new int[source - 1 + window.Reach];
        for (var i = 0; i < map.Length; i++)
        {
            var (step, between) = Math.DivRem(i - shift, window.Stride);
            map[i] = i >= shift && between == 0 && step < destination ? step : -1;
        }

        return new AxisView(map, window with { Stride = 1 }, shift);
    }

    /// <summary>The source index that one tap reads for one destination index, or −1 for a zero.</summary>
    public int Read(int destination, int tap) => _map[(destination * Stride) + (tap * Dilation)];

    /// <summary>Where the numbers that one tap reads begin in what <see cref="Row"/> gives.</summary>
    public int Offset(int tap)
    {
        var (place, part) = Math.DivRem(tap * Dilation, Stride);
        return (part * _partLength) + place;
    }

    /// <summary>
    /// The view of one source row from an index on, dealt out to as many parts as the stride, so that what a tap reads
    /// lies side by side: see <see cref="Offset"/>. With stride 1 it is the row itself where it is seen as it is.
    /// </summary>
    /// <param name="source">The first element of the source row.</param>
    /// <param name="start">The first index of the view.</param>
    /// <param name="length">Numbers of the view.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    public unsafe float* Row(float* source, int start, int length, float* scratch)
    {
        var row = PlainRow(source, start, length, scratch);
        if (Stride == 1)
        {
            return row;
        }

        var parts = scratch + Length;
        for (var part = 0; part < Math.Min(Stride, length); part++)
        {
            Panels.Gather(row + part, Stride, length - part, parts + (part * _partLength));
        }

        return parts;
    }

    // The row itself where it is seen as it is, or else a copy.
    private unsafe float* PlainRow(float* source, int start, int length, float* copy)
    {
        if (start >= PlainStart && start + length <= PlainEnd)
        {
            return source + (start - _shift);
        }

        var plainStart = Math.Clamp(PlainStart, start, start + length);
        var plainEnd = Math.Clamp(PlainEnd, plainStart, start + length);
        Read(source, start, plainStart, copy);
        new Span<float>(source + (plainStart - _shift), plainEnd - plainStart).CopyTo(new Span<float>(copy + (plainStart - start), plainEnd - plainStart));
        Read(source, plainEnd, start + length, copy + (plainEnd - start));
        return copy;
    }

    // One by one, as the border shows them.
    private unsafe void Read(float* source, int start, int end, float* copy)
    {
        for (var i = start; i < end; i++)
        {
            var index = _map[i];
            *copy++ = index < 0 ? 0 : source[index];
        }
    }
}
