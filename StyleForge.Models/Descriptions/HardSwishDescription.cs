using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>x·clamp(x + 3, 0, 6) / 6 (Howard et al. 2019, MobileNetV3).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record HardSwishDescription(string Name, string Tap) : ActivationDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "hard swish";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => Layer<T, Function>(default);

    private readonly struct Function : IFunction
    {
        public static bool HasLanes => true;

        public T Of<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * T.Clamp(x + T.CreateChecked(3), T.Zero, T.CreateChecked(6)) / T.CreateChecked(6);

        public V OfLanes<V>(V x)
            where V : struct, ILanes<V> =>
            V.Divide(V.Multiply(x, V.Min(V.Max(V.Add(x, V.Create(3)), V.Create(0)), V.Create(6))), V.Create(6));
    }
}
