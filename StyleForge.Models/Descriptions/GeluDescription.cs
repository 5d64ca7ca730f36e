using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The Gaussian error linear unit, x·Φ(x) (Hendrycks and Gimpel 2016).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record GeluDescription(string Name, string Tap) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "GELU";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(default);

    private readonly struct Function : IFunction
    {
        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateChecked(double.CreateChecked(x) * NormalDistribution.Share(double.CreateChecked(x)));
    }
}
