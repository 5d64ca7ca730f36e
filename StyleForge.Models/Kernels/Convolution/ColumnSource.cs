using System.Runtime.Intrinsics.X86;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The matrix of which a convolution is the product, «im2col»: one row for each channel and tap, one column for each
/// position. It is never stored; a rectangle of it is handed out, row by row and stretch by stretch, to be packed.
/// </summary>
internal sealed unsafe class ColumnSource(int channels, int[] source, int[] destination, AxisView[] axes)
{
    // With one tap there is so little to do for a stretch that it has to be drawn near beforehand: so many channels.
    private const int Ahead = 2;

    /// <summary>Receives one stretch: some positions of one channel and tap.</summary>
    public interface IReceiver
    {
        /// <summary>Takes <paramref name="count"/> numbers that lie side by side.</summary>
        void Receive(int row, int column, int count, float* numbers);
    }

    /// <summary>The matrix of a forward pass.</summary>
    /// <param name="e">The convolution.</param>
    public static ColumnSource Forward(ConvolutionExtents e) =>
        new(e.SourceChannels, e.Source, e.Destination, [.. Enumerable.Range(0, 3).Select(d => AxisView.Forward(e.Windows[d], e.Border, e.Source[d], e.Destination[d]))]);

    /// <summary>Channels of one group.</summary>
    public int Channels { get; } = channels;

    /// <summary>Taps of one kernel.</summary>
    public int Taps { get; } = axes[0].Size * axes[1].Size * axes[2].Size;

    /// <summary>Positions of one source channel.</summary>
    public long SourcePositions { get; } = (long)source[0] * source[1] * source[2];

    /// <summary>Positions of the destination.</summary>
    public int Positions { get; } = destination[0] * destination[1] * destination[2];

    /// <summary>True where the matrix is the source itself: one tap, and every element a position.</summary>
    public bool IsSource { get; } = axes.All(axis => axis is { Size: 1, Stride: 1 } && axis.PlainStart == 0 && axis.PlainEnd == axis.Length) &&
        source.AsSpan().SequenceEqual(destination);

    /// <summary>Floats of scratch memory that <see cref="Read"/> needs, zeros at first: a row of them stays so. The source itself is handed out where it lies.</summary>
    public int ScratchLength => IsSource ? 0 : axes[2].Length + axes[2].ScratchLength;

    /// <summary>Hands out a rectangle of the matrix.</summary>
    /// <param name="plane">The first element of the group's first channel.</param>
    /// <param name="firstChannel">The first channel; rows are counted from its first tap.</param>
    /// <param name="lastChannel">One past the last channel.</param>
    /// <param name="firstPosition">The first position; columns are counted from it.</param>
    /// <param name="lastPosition">One past the last position.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats, zero at first.</param>
    /// <param name="receiver">Takes the numbers.</param>
    public void Read<TReceiver>(float* plane, int firstChannel, int lastChannel, int firstPosition, int lastPosition, float* scratch, TReceiver receiver)
        where TReceiver : struct, IReceiver
    {
        for (int position = firstPosition, count; position < lastPosition; position += count)
        {
            var ow = position % destination[2];
            var oh = position / destination[2] % destination[1];
            var od = position / destination[2] / destination[1];
            count = Math.Min(destination[2] - ow, lastPosition - position);
            for (var channel = firstChannel; channel < lastChannel; channel++)
            {
                if (Taps == 1 && channel + Ahead < lastChannel)
                {
                    Prefetch(plane + ((channel + Ahead) * SourcePositions), od, oh, ow, count);
                }

                ReadStretch(plane + (channel * SourcePositions), (channel - firstChannel) * Taps, od, oh, ow, position - firstPosition, count, scratch, receiver);
            }
        }
    }

    // The same stretch of a channel to come, which is too far away for the processor to guess.
    private void Prefetch(float* channel, int od, int oh, int ow, int count)
    {
        var (d, h) = (Math.Max(axes[0].Read(od, 0), 0), Math.Max(axes[1].Read(oh, 0), 0));
        var row = channel + ((((long)d * source[1]) + h) * source[2]);
        var last = Math.Min((ow + count) * axes[2].Stride, source[2]);
        for (var w = ow * axes[2].Stride; w < last && Sse.IsSupported; w += 16)
        {
            Sse.Prefetch0(row + w);
        }
    }

    // All taps of one channel over positions of one destination row.
    private void ReadStretch<TReceiver>(float* channel, int row, int od, int oh, int ow, int column, int count, float* scratch, TReceiver receiver)
        where TReceiver : struct, IReceiver
    {
        var (depth, height, width) = (axes[0], axes[1], axes[2]);
        var start = ow * width.Stride;
        var length = ((count - 1) * width.Stride) + ((width.Size - 1) * width.Dilation) + 1;
        for (var kd = 0; kd < depth.Size; kd++)
        {
            var d = depth.Read(od, kd);
            for (var kh = 0; kh < height.Size; kh++)
            {
                var h = height.Read(oh, kh);
                if (d < 0 || h < 0)
                {
                    for (var kw = 0; kw < width.Size; kw++, row++)
                    {
                        receiver.Receive(row, column, count, scratch);
                    }

                    continue;
                }

                var numbers = width.Row(channel + ((((long)d * source[1]) + h) * source[2]), start, length, scratch + width.Length);
                for (var kw = 0; kw < width.Size; kw++, row++)
                {
                    receiver.Receive(row, column, count, numbers + width.Offset(kw));
                }
            }
        }
    }
}
