using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>An exponential linear unit: x, and below 0 α·(exp(x) − 1) (Clevert et al. 2016).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Alpha">What it tends to far below 0, with the sign turned.</param>
public sealed record EluDescription(string Name, string Tap, double Alpha = 1) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"ELU, {Alpha}";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(new Function(Alpha));

    private readonly struct Function(double alpha) : IFunction
    {
        public static bool HasLanes => true;

        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x < T.Zero ? T.CreateChecked(alpha) * T.ExpM1(x) : x;

        public V OfLanes<V>(V x)
            where V : struct, ILanes<V>
        {
            var isBelow = V.Less(x, V.Create(0));
            return V.Or(V.And(isBelow, V.Multiply(V.Create((float)alpha), V.Subtract(V.Exponential(x), V.Create(1)))), V.AndNot(isBelow, x));
        }
    }
}
