using System.Numerics;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>One number made of one, such as an activation.</summary>
internal interface IFunction
{
    /// <summary>The function's value.</summary>
    T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
