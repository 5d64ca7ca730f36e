namespace StyleForge.Models.Detection;

/// <summary>A picture with what somebody marked on it.</summary>
/// <param name="Name">The picture's file, with slashes, below the folder of the pictures.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Objects">The objects, in the file's order; none for a picture without any.</param>
public sealed record AnnotatedPicture(string Name, int Width, int Height, IReadOnlyList<AnnotatedObject> Objects);
