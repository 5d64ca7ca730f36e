using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>One result of a <see cref="MapPlan"/>: which layers make it, what they read, and where it lies.</summary>
internal sealed class MapNode
{
    /// <summary>What makes it.</summary>
    public required MapNodeKind Kind { get; init; }

    /// <summary>The places of the layers in the description that it computes together; empty for the normalisation of the picture and for copies.</summary>
    public required List<int> Layers { get; init; }

    /// <summary>The nodes that it reads.</summary>
    public required int[] Reads { get; init; }

    /// <summary>The logical shape.</summary>
    public required Shape Shape { get; init; }

    /// <summary>0 for a tensor, or the lanes of a map.</summary>
    public required int Lanes { get; init; }

    /// <summary>A node that is added to it; −1 for none.</summary>
    public int Addend { get; set; } = -1;

    /// <summary>The bounds that it is held between.</summary>
    public MapFinish Finish { get; set; } = MapFinish.None;

    /// <summary>The margin that readers want before the first element of depth, height and width.</summary>
    public int[] Before { get; } = [0, 0, 0];

    /// <summary>The margin that readers want after the last.</summary>
    public int[] After { get; } = [0, 0, 0];

    /// <summary>The joined map that it is a part of; −1 where it has memory of its own.</summary>
    public int Owner { get; set; } = -1;

    /// <summary>The first of its planes in the owner.</summary>
    public int OwnerPlane { get; set; }

    /// <summary>Sources of a join that must be copied, and the plane that each begins at.</summary>
    public List<(int Node, int Plane)> Copies { get; } = [];

    /// <summary>How it lies; null for a tensor.</summary>
    public MapLayout? Layout { get; set; }

    /// <summary>Its memory.</summary>
    public int Block { get; set; } = -1;

    /// <summary>Depth, height and width.</summary>
    public int[] Extents => [.. Enumerable.Repeat(1, 5 - Shape.Rank), .. Shape.Skip(2)];
}
