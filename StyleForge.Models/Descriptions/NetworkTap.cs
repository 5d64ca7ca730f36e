namespace StyleForge.Models.Descriptions;

/// <summary>A named place in a network whose activations can be looked at.</summary>
/// <param name="Name">The field's name for it: <c>relu4_2</c>.</param>
/// <param name="Channels">The number of channels, or of features after flattening.</param>
/// <param name="Stride">Pixels of the picture from one position to the next; null where there are no positions left.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position sees; null where it sees all of the picture.</param>
/// <param name="Offset">
/// Pixels from the edge of the picture to the first that the first position sees, below 0 where it sees padding first; null where it sees all of the picture.
/// </param>
public sealed record NetworkTap(string Name, int Channels, int? Stride, int? ReceptiveField, int? Offset);
