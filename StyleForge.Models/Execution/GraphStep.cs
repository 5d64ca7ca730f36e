using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>One layer of a <see cref="GraphPlan"/>: what it reads, and where its result and the gradient by it lie.</summary>
/// <param name="layer">The place of the layer in the description; −1 for the normalisation of the picture.</param>
/// <param name="sources">The numbers of the steps whose results it reads; none for the normalisation.</param>
/// <param name="shape">The shape of the result.</param>
/// <param name="tap">The tap on the result, if it was asked for.</param>
internal sealed class GraphStep(int layer, int[] sources, Shape shape, string? tap)
{
    public int Layer { get; } = layer;

    public int[] Sources { get; } = sources;

    public Shape Shape { get; } = shape;

    public string? Tap { get; } = tap;

    /// <summary>The steps that read the result, first to last; one that reads it twice is there twice.</summary>
    public List<int> Readers { get; } = [];

    /// <summary>True where the result takes the place of the source, and the gradient by the source that of the gradient by the result.</summary>
    public bool IsInPlace { get; set; }

    /// <summary>The block of the result.</summary>
    public int Activations { get; set; } = -1;

    /// <summary>The block of the gradient by the result; −1 in a run without a way back.</summary>
    public int Gradient { get; set; } = -1;

    /// <summary>For each source a block for this step's share of the gradient where another step has written its own before; −1 for none.</summary>
    public int[] Shares { get; set; } = [];
}
