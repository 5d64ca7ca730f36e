using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// One step of a network: a shape rule and learned parameters. It holds nothing of any picture; what a pass needs lives in
/// the <see cref="LayerRun{T}"/> that <see cref="Prepare(Shape, WorkerPool, TensorPool)"/> makes, so one layer serves many runs at once.
/// </summary>
public abstract class Layer<T>(string name) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name within the network; for layers with parameters, the stem of their names in weight files.</summary>
    public string Name { get; } = name;

    /// <summary>The learned tensors, in the order of a weight file; empty for most layers.</summary>
    public virtual IReadOnlyList<Parameter<T>> Parameters => [];

    /// <summary>The shape that a source of the given shape becomes.</summary>
    /// <exception cref="ArgumentException">The layer cannot take such a source; the sentence says why.</exception>
    public abstract Shape DestinationShape(Shape source);

    /// <summary>Sets up passes over sources of one shape: takes the memory, packs the weights.</summary>
    /// <param name="source">Shape of the source.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">The layer cannot take such a source.</exception>
    public abstract LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool);

    /// <summary>The shape that sources of the given shapes become; most layers take one.</summary>
    /// <exception cref="ArgumentException">The layer cannot take such sources; the sentence says why.</exception>
    public virtual Shape DestinationShape(IReadOnlyList<Shape> sources) => DestinationShape(Only(sources));

    /// <summary>Sets up passes over sources of the given shapes.</summary>
    /// <param name="sources">Shapes of the sources; most layers take one.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">The layer cannot take such sources.</exception>
    public virtual LayerRun<T> Prepare(IReadOnlyList<Shape> sources, WorkerPool workers, TensorPool pool) => Prepare(Only(sources), workers, pool);

    private Shape Only(IReadOnlyList<Shape> sources) => sources.Count == 1
        ? sources[0]
        : throw new ArgumentException($"Layer '{Name}' takes one source, not {sources.Count}.", nameof(sources));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
