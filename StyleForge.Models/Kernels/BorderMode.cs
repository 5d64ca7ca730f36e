namespace StyleForge.Models.Kernels;

/// <summary>What a convolution reads beyond the edge of its source.</summary>
public enum BorderMode
{
    /// <summary>Zeros, as in VGG's training.</summary>
    Zero,

    /// <summary>The source mirrored about its edge element, which is not repeated: <c>c b | a b c | b a</c>.</summary>
    Reflect,

    /// <summary>The edge element repeated: <c>a a | a b c | c c</c>.</summary>
    Replicate,
}
