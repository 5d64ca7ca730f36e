using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>One layer of a network as data: names, extents, and the rules that follow from them. It holds no weights.</summary>
/// <param name="Name">The layer's name in torchvision, which is the stem of its weights' names: <c>features.0</c>.</param>
/// <param name="Tap">The field's name for its output: <c>conv1_1</c>.</param>
public abstract record LayerDescription(string Name, string Tap)
{
    /// <summary>
    /// The taps of the layers that it reads, in order, or <see cref="NetworkDescription.Picture"/>; empty for the layer before it in the list, which
    /// for the first is the picture.
    /// </summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>What the layer does, for tables: <c>3×3 convolution, 64 → 128</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The names (without the stem) and shapes of the learned tensors; empty for most layers.</summary>
    public virtual IReadOnlyList<(string Name, Shape Shape)> Parameters => [];

    /// <summary>How many numbers it has learned; those that it measured while learning, such as means, are not among them.</summary>
    public virtual long ParameterCount => Parameters.Sum(parameter => (long)parameter.Shape.ElementCount);

    /// <summary>How the layer slides along each spatial dimension; null where it keeps every position apart or ends them.</summary>
    public virtual Window? Window => null;

    /// <summary>True where each output sees the whole picture, so that strides and receptive fields end here.</summary>
    public virtual bool EndsPositions => false;

    /// <summary>The shape that a source becomes.</summary>
    /// <exception cref="ArgumentException">The layer cannot take such a source.</exception>
    public virtual Shape DestinationShape(Shape source) => source;

    /// <summary>The shape that sources become, in the order of <see cref="Inputs"/>; most layers take one.</summary>
    /// <exception cref="ArgumentException">The layer cannot take such sources.</exception>
    public virtual Shape DestinationShape(IReadOnlyList<Shape> sources) => sources.Count == 1
        ? DestinationShape(sources[0])
        : throw new ArgumentException($"{Tap} reads one layer, not {sources.Count}.", nameof(sources));

    /// <summary>True where a position's result depends on that position alone, so that it may take the place of its source.</summary>
    internal virtual bool WorksInPlace => false;

    /// <summary>Multiplications, each with an addition, that one pass costs; 0 where there are next to none.</summary>
    public virtual long MultiplyAdds(Shape source) => 0;

    /// <summary>The least extent of the source for which the destination has the given extent.</summary>
    internal virtual int SourceSide(int destinationSide, BorderMode border) => destinationSide;

    /// <summary>The same layer with the extents that its weights have, for a source of the given shape.</summary>
    /// <param name="source">The shape of the source, whose channels the weights must fit.</param>
    /// <param name="shapes">The shapes of the tensors in the order of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit this layer; the sentence says why.</exception>
    internal virtual LayerDescription Fit(Shape source, IReadOnlyList<Shape> shapes) => this;

    /// <summary>Makes the layer.</summary>
    /// <param name="parameters">The learned tensors in the order of <see cref="Parameters"/>; the layer takes them over.</param>
    /// <param name="options">The choices that weights leave open.</param>
    internal abstract Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
