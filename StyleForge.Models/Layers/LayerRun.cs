using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Layers;

/// <summary>
/// A layer at work on sources of one shape. What <see cref="Forward(Tensor{T}, Tensor{T})"/> saves for <see cref="Backward(Tensor{T}, Tensor{T}, Tensor{T}, Tensor{T})"/>, and all scratch
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
    /// destination, for the source and destination of the last <see cref="Forward(Tensor{T}, Tensor{T})"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">The layer is for forward passes only.</exception>
    public virtual void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient) =>
        throw new NotSupportedException("This layer has no gradient by its source here: libtorch finds it.");

    /// <summary>The same as <see cref="Forward(Tensor{T}, Tensor{T})"/> for a layer of any number of sources.</summary>
    public virtual void Forward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination) => Forward(sources[0], destination);

    /// <summary>The same as <see cref="Backward(Tensor{T}, Tensor{T}, Tensor{T}, Tensor{T})"/> for a layer of any number of sources.</summary>
    /// <exception cref="NotSupportedException">The layer is for forward passes only.</exception>
    public virtual void Backward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination, Tensor<T> destinationGradient, IReadOnlyList<Tensor<T>> sourceGradients) =>
        Backward(sources[0], destination, destinationGradient, sourceGradients[0]);

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
