namespace StyleForge.Presentation.Messages;

/// <summary>Where on a picture a class is likely, of <c>classify --sliding</c>.</summary>
internal sealed record SlidLine(
    string Picture, int Width, int Height, string Network, string Label, int Window, int Stride, double Highest, string? Output, IEnumerable<SlidWindow> Windows) : JsonLine("slid");

/// <summary>A window in which the class is likely, in pixels of the picture.</summary>
internal sealed record SlidWindow(double Probability, double Left, double Top, double Width, double Height);
