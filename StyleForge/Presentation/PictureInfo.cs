using StyleForge.Engine.Codecs;

namespace StyleForge.Presentation;

/// <summary>A picture file and what it says of itself.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Header">What the file says.</param>
/// <param name="Colour">What its colours are and what is done with them.</param>
internal sealed record PictureInfo(string Path, long Bytes, ImageHeader Header, string Colour);
