namespace StyleForge.Engine.Codecs;

/// <summary>A file after the walk over its structure: what it says, and the bytes from which its pixels are decoded.</summary>
/// <param name="Header">What the file says; width and height as stored, before the orientation is applied.</param>
/// <param name="Pixels">
/// Makes the file as the decoder gets it, for which nobody asks who wants the header alone. Where the format lets a part be left out, only what the pixels depend on is in it, so that
/// no oddity of a text or a profile can stand between a person and the picture.
/// </param>
internal sealed record StoredPicture(ImageHeader Header, Func<byte[]> Pixels);
