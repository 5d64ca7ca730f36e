using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The logistic function, 1 / (1 + exp(−x)).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record SigmoidDescription(string Name, string Tap) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "sigmoid";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(default);

    private readonly struct Function : IFunction
    {
        public static bool HasLanes => true;

        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

        public V OfLanes<V>(V x)
            where V : struct, ILanes<V> => V.Divide(V.Create(1), V.Add(V.Create(1), V.Exponential(V.Subtract(V.Create(0), x))));
    }
}
