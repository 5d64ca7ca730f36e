using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
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
        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateChecked(0.5) * x * (T.One + T.Tanh(T.CreateChecked(Math.Sqrt(2 / Math.PI)) * (x + (T.CreateChecked(0.044715) * x * x * x))));
    }
}
