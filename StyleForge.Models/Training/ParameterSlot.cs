using StyleForge.Models.Tensors;

namespace StyleForge.Models.Training;

/// <summary>Where one learned tensor lies in the vector of all.</summary>
/// <param name="Name">The name in a weight file: <c>features.0.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Its first number in the vector; the others follow row-major.</param>
public sealed record ParameterSlot(string Name, Shape Shape, int Offset);
