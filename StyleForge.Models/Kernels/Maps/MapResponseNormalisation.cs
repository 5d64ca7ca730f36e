using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>
/// Local response normalisation between blocked maps (Krizhevsky et al. 2012, section 3.3): at each position the squares of all channels are laid in
/// a row, and each channel looks at a stretch of it. A row of the map is one item of work.
/// </summary>
/// <param name="layout">The source.</param>
/// <param name="destination">The destination.</param>
/// <param name="size">Channels of a sum, those before the middle the larger half.</param>
/// <param name="alpha">What the mean of their squares is multiplied by.</param>
/// <param name="beta">The power.</param>
/// <param name="k">What is added to the mean.</param>
internal sealed unsafe class MapResponseNormalisation(MapLayout layout, MapLayout destination, int size, double alpha, double beta, double k)
{
    // The power of the paper, which is two square roots.
    private const double ThreeQuarters = 0.75;

    /// <summary>Floats of scratch memory for each worker.</summary>
    public int ScratchLength => (layout.Planes * MapLayout.Block) + (2 * MapLayout.Block) + size;

    /// <summary>Computes the whole destination.</summary>
    /// <param name="from">The first float of the source map.</param>
    /// <param name="to">The first float of the destination map.</param>
    /// <param name="scratch">Memory of the workers, zeros.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float* from, float* to, WorkerScratch scratch, WorkerPool workers) => workers.Run(new Work(this, from, to, scratch), layout.Extents[0] * layout.Extents[1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute<V>(float* from, float* to, float* squares, int item)
        where V : struct, ILanes<V>
    {
        var (d, h) = Math.DivRem(item, layout.Extents[1]);
        from += layout.At(d, h, 0);
        to += destination.At(d, h, 0);
        var (share, constant) = (V.Create((float)(alpha / size)), V.Create((float)k));

        // Zeros before the first channel and after the last stand for those that there are not; nobody writes them.
        var first = squares + MapLayout.Block + (size / 2);
        for (var w = 0; w < layout.Extents[2]; w++, from += MapLayout.Block, to += MapLayout.Block)
        {
            for (var plane = 0; plane < layout.Planes; plane++)
            {
                for (var lane = 0; lane < MapLayout.Block; lane += V.Count)
                {
                    var x = V.Load(from + (plane * layout.PlaneStride) + lane);
                    V.Store(V.Multiply(x, x), first + (plane * MapLayout.Block) + lane);
                }
            }

            for (var plane = 0; plane < layout.Planes; plane++)
            {
                for (var lane = 0; lane < MapLayout.Block; lane += V.Count)
                {
                    V sum = default;
                    for (var other = 0; other < size; other++)
                    {
                        sum = V.Add(sum, V.Load(first + (plane * MapLayout.Block) + lane + other - (size / 2)));
                    }

                    V.Store(
                        V.Divide(V.Load(from + (plane * layout.PlaneStride) + lane), Power(V.Add(constant, V.Multiply(share, sum)))),
                        to + (plane * destination.PlaneStride) + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Power<V>(V x)
        where V : struct, ILanes<V>
    {
        if (beta == ThreeQuarters)
        {
            var root = V.SquareRoot(x);
            return V.Multiply(root, V.SquareRoot(root));
        }

        var lanes = stackalloc float[MapLayout.Block];
        V.Store(x, lanes);
        for (var lane = 0; lane < V.Count; lane++)
        {
            lanes[lane] = MathF.Pow(lanes[lane], (float)beta);
        }

        return V.Load(lanes);
    }

    private readonly struct Work(MapResponseNormalisation owner, float* from, float* to, WorkerScratch scratch) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    owner.Compute<Lanes512>(from, to, scratch[worker], item);
                    break;
                case 256:
                    owner.Compute<Lanes256>(from, to, scratch[worker], item);
                    break;
                default:
                    owner.Compute<Lanes128>(from, to, scratch[worker], item);
                    break;
            }
        }
    }
}
