namespace StyleForge.Presentation;

/// <summary>A panel of a picture of curves.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Axis">What stands beside it.</param>
/// <param name="IsLogarithmic">True where a tenth is as far below as a tenth of that.</param>
/// <param name="Lines">The lines: a name, and a value for each step that there is one for.</param>
internal sealed record CurvePanel(string Title, string Axis, bool IsLogarithmic, IReadOnlyList<(string Name, IReadOnlyList<(int Step, double Value)> Points)> Lines);
