using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The Gaussian error linear unit in its approximation by a tangent (Hendrycks and Gimpel 2016).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record TanhGeluDescription(string Name, string Tap) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "GELU by tanh";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(default);

    private readonly struct Function : IFunction
    {
        public static bool HasLanes => true;

        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateChecked(0.5) * x * (T.One + T.Tanh(T.CreateChecked(Math.Sqrt(2 / Math.PI)) * (x + (T.CreateChecked(0.044715) * x * x * x))));

        // ½·(1 + tanh u) is 1 / (1 + exp(−2u)).
        public V OfLanes<V>(V x)
            where V : struct, ILanes<V>
        {
            var slope = V.MultiplyAdd(V.Multiply(x, x), V.Create((float)(-2 * 0.044715 * Math.Sqrt(2 / Math.PI))), V.Create((float)(-2 * Math.Sqrt(2 / Math.PI))));
            return V.Divide(x, V.Add(V.Create(1), V.Exponential(V.Multiply(x, slope))));
        }
    }
}
