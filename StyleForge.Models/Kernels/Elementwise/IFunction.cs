using System.Numerics;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>One number made of one, such as an activation.</summary>
internal interface IFunction
{
    /// <summary>True where there is a form for vectors.</summary>
    static virtual bool HasLanes => false;

    /// <summary>The function's value.</summary>
    T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same for many floats at once, where <see cref="HasLanes"/> says so.</summary>
    V OfLanes<V>(V x)
        where V : struct, ILanes<V> => throw new NotSupportedException($"{GetType().Name} has no form for vectors.");
}
