using System.Numerics;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// Between a picture as the caller has it and the bordered, normalised one that <see cref="PictureConvolution"/> reads:
/// <c>factor[c]·picture[order(c)] + offset[c]</c>, and back for the gradient.
/// </summary>
/// <param name="height">Rows of the picture.</param>
/// <param name="width">Columns of the picture.</param>
/// <param name="border">What lies around it; zeros are zeros of the normalised picture.</param>
/// <param name="factors">Three factors.</param>
/// <param name="offsets">Three offsets.</param>
/// <param name="isReversed">True if the network's first channel is the picture's last.</param>
internal sealed unsafe class PictureBorder(int height, int width, BorderMode border, float[] factors, float[] offsets, bool isReversed)
{
    private const int RowsPerItem = 16;

    /// <summary>Writes the bordered picture, <c>[3][H + 2][RowStride]</c>; what pads its rows becomes zero.</summary>
    public void Forward(float* picture, float* bordered, WorkerPool workers) =>
        workers.Run(new ForwardRows(this, picture, bordered), (BorderedRows + RowsPerItem - 1) / RowsPerItem);

    /// <summary>Adds the border's gradient to the positions that it repeats, and writes the planar gradient by the picture.</summary>
    public void Backward(float* bordered, float* gradient, WorkerPool workers)
    {
        if (border != BorderMode.Zero)
        {
            Fold(bordered);
        }

        workers.Run(new BackwardRows(this, bordered, gradient), (height + RowsPerItem - 1) / RowsPerItem);
    }

    // Of all three channels.
    private int BorderedRows => 3 * (height + 2);

    private long Plane(int channel) => (long)(isReversed ? 2 - channel : channel) * height * width;

    private void ForwardOne(float* picture, float* bordered, int index)
    {
        var (channel, row) = Math.DivRem(index, height + 2);
        var stride = PictureConvolution.RowStride(width);
        var to = bordered + ((long)index * stride);
        new Span<float>(to, stride).Clear();
        var y = border.Read(row - 1, height);
        if (y < 0)
        {
            return;
        }

        var from = picture + Plane(channel) + ((long)y * width);
        Normalise(from, to + 1, factors[channel], offsets[channel]);
        var (left, right) = (border.Read(-1, width), border.Read(width, width));
        to[0] = left < 0 ? 0 : to[left + 1];
        to[width + 1] = right < 0 ? 0 : to[right + 1];
    }

    private void Normalise(float* from, float* to, float factor, float offset)
    {
        var x = 0;
        var (factorVector, offsetVector) = (new Vector<float>(factor), new Vector<float>(offset));
        for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector.Store(Vector.MultiplyAddEstimate(factorVector, Vector.Load(from + x), offsetVector), to + x);
        }

        for (; x < width; x++)
        {
            to[x] = float.MultiplyAddEstimate(factor, from[x], offset);
        }
    }

    private void Fold(float* bordered)
    {
        for (var x = -1; x <= width; x++)
        {
            Add(bordered, -1, x);
            Add(bordered, height, x);
        }

        for (var y = 0; y < height; y++)
        {
            Add(bordered, y, -1);
            Add(bordered, y, width);
        }
    }

    private void Add(float* bordered, int y, int x)
    {
        var from = At(bordered, y, x);
        var to = At(bordered, border.Read(y, height), border.Read(x, width));
        for (var colour = 0; colour < 3; colour++)
        {
            to[colour] += from[colour];
        }
    }

    private float* At(float* bordered, int y, int x) => bordered + (((((long)y + 1) * (width + 2)) + x + 1) * 4);

    private void BackwardSome(float* bordered, float* gradient, int item)
    {
        for (var y = item * RowsPerItem; y < Math.Min((item + 1) * RowsPerItem, height); y++)
        {
            var from = At(bordered, y, 0);
            float* to0 = gradient + Plane(0) + ((long)y * width), to1 = gradient + Plane(1) + ((long)y * width), to2 = gradient + Plane(2) + ((long)y * width);
            var (factor0, factor1, factor2) = (factors[0], factors[1], factors[2]);
            for (var x = 0; x < width; x++, from += 4)
            {
                to0[x] = factor0 * from[0];
                to1[x] = factor1 * from[1];
                to2[x] = factor2 * from[2];
            }
        }
    }

    private readonly struct ForwardRows(PictureBorder owner, float* picture, float* bordered) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var row = item * RowsPerItem; row < Math.Min((item + 1) * RowsPerItem, owner.BorderedRows); row++)
            {
                owner.ForwardOne(picture, bordered, row);
            }
        }
    }

    private readonly struct BackwardRows(PictureBorder owner, float* bordered, float* gradient) : IWork
    {
        public void Do(int item, int worker) => owner.BackwardSome(bordered, gradient, item);
    }
}
