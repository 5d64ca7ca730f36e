namespace StyleForge.Models.Execution;

/// <summary>What a <see cref="MapNode"/> does.</summary>
internal enum MapNodeKind
{
    /// <summary>A layer through the tensors of the layers that go one by one.</summary>
    Layer,

    /// <summary>A tensor becomes a map.</summary>
    Fill,

    /// <summary>A map becomes a tensor.</summary>
    Read,

    /// <summary>A convolution straight from its map.</summary>
    Convolution,

    /// <summary>A convolution by Winograd's kernels.</summary>
    Winograd,

    /// <summary>A convolution of each channel by itself.</summary>
    Depthwise,

    /// <summary>Pooling.</summary>
    Pooling,

    /// <summary>Local response normalisation.</summary>
    ResponseNormalisation,

    /// <summary>A sum of maps, or a rectifier by itself.</summary>
    Sum,

    /// <summary>A function of each number by itself.</summary>
    Activation,

    /// <summary>Maps one after the other; most of them have been written there.</summary>
    Join,
}
