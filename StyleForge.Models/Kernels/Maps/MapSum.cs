using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>The sum of one or more blocked maps, held between two bounds; with one map it is a copy. A slice of a plane is one item of work.</summary>
/// <param name="sources">The maps that are added, in their order.</param>
/// <param name="destination">The map that is written; may be the first source.</param>
/// <param name="finish">What becomes of the sums.</param>
internal sealed unsafe class MapSum(MapLayout[] sources, MapLayout destination, MapFinish finish)
{
    /// <summary>Computes the whole destination.</summary>
    /// <param name="from">The first float of each source map.</param>
    /// <param name="to">The first float of the destination map.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Run(float*[] from, float* to, WorkerPool workers) => workers.Run(new Work(this, from, to), destination.Planes * destination.Extents[0]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute<V>(float*[] from, float* to, int item)
        where V : struct, ILanes<V>
    {
        var (plane, d) = Math.DivRem(item, destination.Extents[0]);
        for (var h = 0; h < destination.Extents[1]; h++)
        {
            var line = to + (plane * destination.PlaneStride) + destination.At(d, h, 0);
            for (var index = 0; index < sources.Length; index++)
            {
                var (source, isLast) = (sources[index], index == sources.Length - 1);
                var read = from[index] + (plane * source.PlaneStride) + source.At(d, h, 0);
                for (var i = 0; i < destination.Extents[2] * MapLayout.Block; i += V.Count)
                {
                    var sum = index == 0 ? V.Load(read + i) : V.Add(V.Load(line + i), V.Load(read + i));
                    (isLast ? finish : MapFinish.None).Store(sum, null, line + i);
                }
            }
        }
    }

    private readonly struct Work(MapSum owner, float*[] from, float* to) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    owner.Compute<Lanes512>(from, to, item);
                    break;
                case 256:
                    owner.Compute<Lanes256>(from, to, item);
                    break;
                default:
                    owner.Compute<Lanes128>(from, to, item);
                    break;
            }
        }
    }
}
