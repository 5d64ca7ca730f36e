using StyleForge.Models.Kernels.MatrixMultiply;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// One spatial dimension of a source as a convolution sees it: extended by its border. An index into the view that stands
/// for a zero maps to −1.
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
    /// The gradient by the destination as one phase of the gradient by the source sees it: every stride-th element, from
    /// the given one on. They are a plain convolution of stride 1 with their taps turned around.
    /// </summary>
    /// <param name="window">The window of the forward pass, with a border of zeros.</param>
    /// <param name="phase">The first element of the phase, below the stride.</param>
    /// <param name="source">Extent of the gradient by the source, above the phase.</param>
    /// <param name="destination">Extent of the gradient by the destination.</param>
    public static AxisView Backward(Window window, int phase, int source, int destination)
    {
        var taps = BackwardTaps(window, phase);
        var dilation = taps.Length < 2 ? 1 : (taps[0] - taps[1]) * window.Dilation / window.Stride;
        var shift = ((taps[0] * window.Dilation) - phase - window.Before) / window.Stride;
        var elements = (source - phase + window.Stride - 1) / window.Stride;
        var map = new int[elements + (dilation * (taps.Length - 1))];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = i >= shift && i - shift < destination ? i - shift : -1;
        }

        return new AxisView(map, new Window(taps.Length, Dilation: dilation), shift);
    }

    /// <summary>The taps of the forward pass that elements of one phase see, last first; see <see cref="Backward"/>, which needs one.</summary>
    public static int[] BackwardTaps(Window window, int phase) =>
        [.. Enumerable.Range(0, window.Size).Reverse().Where(tap => (phase + window.Before - (tap * window.Dilation)) % window.Stride == 0)];

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
