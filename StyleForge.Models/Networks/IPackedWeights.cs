using System.Numerics;
using StyleForge.Models.Layers;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>The weights of a layer as a kernel wants them.</summary>
internal interface IPackedWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Packs the weights as they are now, in the memory that there is.</summary>
    void Repack(Layer<T> layer, WorkerPool workers);
}
