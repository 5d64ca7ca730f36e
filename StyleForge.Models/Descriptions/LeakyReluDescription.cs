using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A leaky rectified linear unit: x, and below 0 only a share of it (Maas et al. 2013).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Slope">The share.</param>
public sealed record LeakyReluDescription(string Name, string Tap, double Slope = 0.01) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"leaky ReLU, {Slope}";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(new Function(Slope));

    private readonly struct Function(double slope) : IFunction
    {
        public static bool HasLanes => true;

        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x < T.Zero ? x * T.CreateChecked(slope) : x;

        public V OfLanes<V>(V x)
            where V : struct, ILanes<V>
        {
            var isBelow = V.Less(x, V.Create(0));
            return V.Or(V.And(isBelow, V.Multiply(x, V.Create((float)slope))), V.AndNot(isBelow, x));
        }
    }
}
