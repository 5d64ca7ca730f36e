using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
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
        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x < T.Zero ? T.CreateChecked(alpha) * T.ExpM1(x) : x;
    }
}
