namespace StyleForge.Training.Pictures;

/// <summary>A file that was found and is not trained on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What kept it out.</param>
/// <param name="Reason">Lower case, follows the path: «is 64×80, below the 96 pixels that a side must have».</param>
public sealed record OmittedPicture(string Path, OmissionKind Kind, string Reason);
