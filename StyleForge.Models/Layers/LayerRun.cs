using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Layers;

/// <summary>
/// A layer at work on sources of one shape. What <see cref="Forward"/> saves for <see cref="Backward"/>, and all scratch
/// memory, is kept here and nowhere else; neither call allocates.
/// </summary>
public abstract class LayerRun<T>(Shape source, Shape destination) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The shape of the source.</summary>
    public Shape SourceShape { get; } = source;

    /// <summary>The shape of the destination.</summary>
    public Shape DestinationShape { get; } = destination;

    /// <summary>The name of the kernel that does the work, for tables of times.</summary>
    public virtual string Kernel => "layer";

    /// <summary>Computes every element of the destination from the source.</summary>
    public abstract void Forward(Tensor<T> source, Tensor<T> destination);

    /// <summary>
    /// Computes the gradient by the source (overwriting <paramref name="sourceGradient"/>) from the gradient by the
    /// destination, for the source and destination of the last <see cref="Forward"/>.
    /// </summary>
    public abstract void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient);

    /// <summary>Adds the gradient by the parameters to <see cref="Parameter{T}.Gradient"/>; nothing where there are none.</summary>
    public virtual void BackwardParameters(Tensor<T> source, Tensor<T> destinationGradient)
    {
    }

    /// <summary>Gives the rented memory back.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the rented memory back.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
