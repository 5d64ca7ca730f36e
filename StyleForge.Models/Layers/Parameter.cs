using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Layers;

/// <summary>A learned tensor of a layer and, while training, the gradient that has been added up for it.</summary>
/// <param name="name">The name in a weight file: <c>features.0.weight</c>.</param>
/// <param name="value">The numbers; owned by the parameter.</param>
public sealed class Parameter<T>(string name, Tensor<T> value) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Tensor<T>? _gradient;

    /// <summary>The name in a weight file.</summary>
    public string Name { get; } = name;

    /// <summary>The numbers.</summary>
    public Tensor<T> Value { get; } = value;

    /// <summary>The gradient, of the value's shape; made (as zeros) at the first use, so that rendering never pays for it.</summary>
    public Tensor<T> Gradient => _gradient ??= new Tensor<T>(Value.Shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        Value.Dispose();
        _gradient?.Dispose();
    }
}
