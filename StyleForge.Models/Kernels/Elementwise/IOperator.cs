using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>One number made of two, written once for every width.</summary>
internal interface IOperator
{
    /// <summary>The result for each lane; must not depend on the other lanes.</summary>
    V Apply<V>(V x, V y)
        where V : struct, ILanes<V>;
}
