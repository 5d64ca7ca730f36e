namespace StyleForge.Models.Weights.Onnx;

/// <summary>A tensor of an ONNX file: what the file says of it, and where its numbers lie.</summary>
/// <param name="Name">Its name; empty for the value of an attribute.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Extents">Its shape, outermost first; empty for a single number.</param>
/// <param name="Storage">In which field the numbers are.</param>
/// <param name="Places">Where in the file, in order: byte and length of each piece.</param>
internal sealed record OnnxTensor(string Name, OnnxElement Type, IReadOnlyList<long> Extents, OnnxStorage Storage, IReadOnlyList<(long Begin, long Length)> Places)
{
    /// <summary>The most whole numbers that <see cref="Integers"/> holds.</summary>
    public const int MostIntegers = 1024;

    /// <summary>
    /// The numbers of a small tensor of whole numbers: the shape that a <c>Reshape</c> is told, the axes of a <c>Squeeze</c>. Null for all others.
    /// </summary>
    public IReadOnlyList<long>? Integers { get; init; }
}
