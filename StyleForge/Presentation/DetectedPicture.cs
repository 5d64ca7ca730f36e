using StyleForge.Models.Detection;

namespace StyleForge.Presentation;

/// <summary>What a detector found on a picture.</summary>
/// <param name="Path">The picture's absolute path.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Objects">The objects, the best score first.</param>
/// <param name="Elapsed">Wall time that finding them took, without reading and writing files.</param>
/// <param name="Output">The picture with boxes that was written; null for none.</param>
internal sealed record DetectedPicture(string Path, int Width, int Height, IReadOnlyList<DetectedObject> Objects, TimeSpan Elapsed, string? Output);
