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
    private const int RowsPerItem = 32;

    /// <summary>Writes the bordered picture, <c>[3][H + 2][RowStride]</c>; what pads its rows becomes zero.</summary>
    public void Forward(float* picture, float* bordered, WorkerPool workers) => workers.Run(new ForwardRow(this, picture, bordered), 3 * (height + 2));

    /// <summary>Adds the border's gradient to the positions that it repeats, and writes the planar gradient by the picture.</summary>
    public void Backward(float* bordered, float* gradient, WorkerPool workers)
    {
        if (border != BorderMode.Zero)
        {
            Fold(bordered);
        }

        workers.Run(new BackwardRows(this, bordered, gradient), (height + RowsPerItem - 1) / RowsPerItem);
    }

    private long Plane(int channel) => (long)(isReversed ? 2 - channel : channel) * height * width;

    private void ForwardOne(float* picture, float* bordered, int item)
    {
        var (channel, row) = Math.DivRem(item, height + 2);
        var stride = PictureConvolution.RowStride(width);
        var to = bordered + ((long)item * stride);
        new Span<float>(to, stride).Clear();
        var y = border.Read(row - 1, height);
        if (y < 0)
        {
            return;
        }

        var from = picture + Plane(channel) + ((long)y * width);
        for (var x = -1; x <= width; x++)
        {
            var index = border.Read(x, width);
            to[x + 1] = index < 0 ? 0 : float.MultiplyAddEstimate(factors[channel], from[index], offsets[channel]);
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
            for (var colour = 0; colour < 3; colour++)
            {
                var to = gradient + Plane(colour) + ((long)y * width);
                for (var x = 0; x < width; x++)
                {
                    to[x] = factors[colour] * from[(x * 4) + colour];
                }
            }
        }
    }

    private readonly struct ForwardRow(PictureBorder owner, float* picture, float* bordered) : IWork
    {
        public void Do(int item, int worker) => owner.ForwardOne(picture, bordered, item);
    }

    private readonly struct BackwardRows(PictureBorder owner, float* bordered, float* gradient) : IWork
    {
        public void Do(int item, int worker) => owner.BackwardSome(bordered, gradient, item);
    }
}
