using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The gradient by the ring of positions that a repeating border puts around a picture, <c>[C/16][ring][16]</c>: the row above
/// with its corners, the row below, the columns left and right. Each belongs to the position that the border repeats.
/// </summary>
/// <param name="memory">Where it lies; null without a border that repeats, and then there is no ring.</param>
/// <param name="height">Rows of the picture.</param>
/// <param name="width">Columns of the picture.</param>
internal readonly unsafe struct BorderRing(float* memory, int height, int width)
{
    private const int Lanes = BlockedProduct.Lanes;

    /// <summary>Positions of the ring around a picture.</summary>
    public static int Length(int height, int width) => (2 * (width + 2)) + (2 * height);

    /// <summary>The place of a position; null if it is not on the ring.</summary>
    public float* At(int block, int y, int x)
    {
        if (memory is null || y < -1 || x < -1 || y > height || x > width)
        {
            return null;
        }

        var index =
            y < 0 ? x + 1 :
            y == height ? width + 2 + x + 1 :
            (2 * (width + 2)) + (x < 0 ? y : height + y);
        return memory + (((long)block * Length(height, width)) + index) * Lanes;
    }

    /// <summary>Adds the ring to the positions that the border repeats, block by block in a fixed order.</summary>
    /// <param name="gradient">Some rows of the gradient, or all. The first and last two of the picture come together.</param>
    /// <param name="top">The row of the picture that is its first.</param>
    /// <param name="border">What the border repeats.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Fold(FeatureMap<float> gradient, int top, BorderMode border, WorkerPool workers)
    {
        if (memory is not null)
        {
            workers.Run(new FoldWork(this, gradient, top, border), gradient.Planes);
        }
    }

    private void Fold(FeatureMap<float> gradient, int top, BorderMode border, int block)
    {
        var end = top + gradient.Shape[2];
        for (var x = -1; x <= width; x++)
        {
            if (top == 0)
            {
                Add(gradient, top, border, block, -1, x);
            }

            if (end == height)
            {
                Add(gradient, top, border, block, height, x);
            }
        }

        for (var y = top; y < end; y++)
        {
            Add(gradient, top, border, block, y, -1);
            Add(gradient, top, border, block, y, width);
        }
    }

    private void Add(FeatureMap<float> gradient, int top, BorderMode border, int block, int y, int x)
    {
        var from = At(block, y, x);
        var to = gradient.Pointer + (block * gradient.PlaneStride) + ((((long)(border.Read(y, height) - top) * width) + border.Read(x, width)) * Lanes);
        for (var lane = 0; lane < Lanes; lane += Lanes128.Count)
        {
            Lanes128.Store(Lanes128.Add(Lanes128.Load(to + lane), Lanes128.Load(from + lane)), to + lane);
        }
    }

    private readonly struct FoldWork(BorderRing ring, FeatureMap<float> gradient, int top, BorderMode border) : IWork
    {
        public void Do(int item, int worker) => ring.Fold(gradient, top, border, item);
    }
}
