using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>One layer in a network's table.</summary>
/// <param name="Name">The layer's name in torchvision: <c>features.0</c>.</param>
/// <param name="Tap">The field's name for its output: <c>conv1_1</c>.</param>
/// <param name="Summary">What the layer does.</param>
/// <param name="Destination">The shape of its output.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position of it sees; null where it sees all of the picture.</param>
/// <param name="Parameters">How many numbers it has learned.</param>
/// <param name="MultiplyAdds">Multiplications, each with an addition, that one pass costs.</param>
public sealed record NetworkTableRow(string Name, string Tap, string Summary, Shape Destination, int? ReceptiveField, long Parameters, long MultiplyAdds);
