using StyleForge.Engine.Codecs;

namespace StyleForge.Engine.Planning;

/// <summary>A file that a job reads.</summary>
/// <param name="Kind">What it is for, with its article: <c>The content picture</c>.</param>
/// <param name="Text">As the job writes it.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="RealPath">The path with all symbolic links followed.</param>
/// <param name="Header">What a picture says of itself; null for other files and for pictures with problems.</param>
internal sealed record InputFile(string Kind, string Text, string Path, string RealPath, ImageHeader? Header);
