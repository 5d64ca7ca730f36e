using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Layers;

namespace StyleForge.Models.Descriptions;

/// <summary>
/// A function of each number by itself. A new one is a record derived from this, with the function in it, and a line in libtorch's table.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public abstract record ActivationDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    internal override bool WorksInPlace => true;

    /// <summary>The layer of a function.</summary>
    private protected Layer<T> Layer<T, TFunction>(TFunction function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IFunction => new FunctionLayer<T, TFunction>(Name, function);
}
