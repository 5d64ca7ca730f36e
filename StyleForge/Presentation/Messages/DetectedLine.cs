namespace StyleForge.Presentation.Messages;

/// <summary>What was found on a picture, of <c>detect</c>.</summary>
internal sealed record DetectedLine(string Picture, int Width, int Height, string Network, double Seconds, string? Output, IEnumerable<DetectedEntry> Objects) : JsonLine("detected");

/// <summary>An object that was found, its box in pixels of the picture.</summary>
internal sealed record DetectedEntry(string Class, double Score, double Left, double Top, double Width, double Height, IEnumerable<DetectedPoint> Landmarks);

/// <summary>A named point of an object, in pixels of the picture.</summary>
internal sealed record DetectedPoint(string Name, double X, double Y);
