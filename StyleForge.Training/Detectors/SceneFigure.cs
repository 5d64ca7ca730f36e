using StyleForge.Models.Detection;

namespace StyleForge.Training.Detectors;

/// <summary>
/// A figure with five marked corners: it points somewhere, and has a left and a right side. Places are in a circle of
/// radius 1 around its middle, with the tip above.
/// </summary>
/// <param name="Name">The name of its class.</param>
/// <param name="Parts">The convex polygons that it is made of, their corners in the order of a clock's hand.</param>
/// <param name="Points">Its marked corners, in the order of <see cref="Scheme"/>.</param>
internal sealed record SceneFigure(string Name, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Parts, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>The marked corners, and the lines around a figure.</summary>
    public static LandmarkScheme Scheme { get; } = new(
        ["tip", "left_shoulder", "right_shoulder", "left_foot", "right_foot"], [(0, 1), (0, 2), (1, 3), (2, 4), (3, 4)]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SceneFigure> All { get; } =
    [
        Make("arrow", [[(0, -1), (0.75, -0.1), (-0.75, -0.1)], [(-0.25, -0.3), (0.25, -0.3), (0.25, 0.95), (-0.25, 0.95)]], (0.75, -0.1), (0.25, 0.95)),
        Make("house", [[(0, -1), (0.5, -0.35), (0.5, 0.85), (-0.5, 0.85), (-0.5, -0.35)]], (0.5, -0.35), (0.5, 0.85)),
        Make("bell", [[(0, -1), (0.25, -0.55), (0.78, 0.6), (-0.78, 0.6), (-0.25, -0.55)]], (0.25, -0.55), (0.78, 0.6)),
    ];

    // The corners of the left side are those of the right one, mirrored.
    private static SceneFigure Make(string name, IReadOnlyList<IReadOnlyList<(double X, double Y)>> parts, (double X, double Y) shoulder, (double X, double Y) foot) =>
        new(name, parts, [(0, -1), (-shoulder.X, shoulder.Y), shoulder, (-foot.X, foot.Y), foot]);
}
