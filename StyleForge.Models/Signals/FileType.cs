namespace StyleForge.Models.Signals;

/// <summary>A type of file that Magika knows.</summary>
/// <param name="Label">Its short name: <c>png</c>.</param>
/// <param name="Description">What it is, for people: <c>PNG image</c>.</param>
/// <param name="Mime">Its media type; <c>application/octet-stream</c> where the publisher names none.</param>
/// <param name="Group">The kind of file: <c>image</c>, <c>code</c>, <c>archive</c>.</param>
/// <param name="Extensions">Usual endings of file names, without the dot.</param>
/// <param name="IsText">True where such a file can be read as text.</param>
public sealed record FileType(string Label, string Description, string Mime, string Group, IReadOnlyList<string> Extensions, bool IsText);
