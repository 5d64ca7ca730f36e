namespace StyleForge.Presentation.Messages;

/// <summary>The live page is there.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Folder">Absolute path of the drop folder.</param>
internal sealed record ServingLine(string Url, string Folder) : JsonLine("serving");
