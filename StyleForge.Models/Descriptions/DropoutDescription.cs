using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Dropout (Srivastava et al. 2014): training sets some numbers to 0; outside it nothing happens.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Share">The share of numbers that training sets to 0, below 1.</param>
public sealed record DropoutDescription(string Name, string Tap, double Share = 0.5) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"dropout, {Share}";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(default);

    private readonly struct Function : IFunction
    {
        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x;
    }
}
