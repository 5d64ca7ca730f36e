using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Tiling;

/// <summary>
/// How a network looks at a picture: whole, or in windows of one shape, so that one prepared run serves all of them. Looking at
/// features alone needs a smaller halo than going back to the pixels, and so gets along with fewer windows.
/// </summary>
public sealed class WindowPlan
{
    private WindowPlan(int height, int width, int windowHeight, int windowWidth, WindowGrid features, WindowGrid gradients)
    {
        (Height, Width, WindowHeight, WindowWidth, Features, Gradients) = (height, width, windowHeight, windowWidth, features, gradients);
    }

    /// <summary>Rows of the picture.</summary>
    public int Height { get; }

    /// <summary>Columns of the picture.</summary>
    public int Width { get; }

    /// <summary>Rows of a window.</summary>
    public int WindowHeight { get; }

    /// <summary>Columns of a window.</summary>
    public int WindowWidth { get; }

    /// <summary>Where features are looked at.</summary>
    public WindowGrid Features { get; }

    /// <summary>Where gradients are computed.</summary>
    public WindowGrid Gradients { get; }

    /// <summary>True where one window is the whole picture.</summary>
    public bool IsWhole => WindowHeight == Height && WindowWidth == Width;

    /// <summary>The shape of a window as a network takes it.</summary>
    public Shape Source => [1, 3, WindowHeight, WindowWidth];

    /// <summary>
    /// What an evaluation costs beside one of the whole picture: forward and backward passes count alike, and windows need one
    /// more forward pass.
    /// </summary>
    public double RelativeCost => IsWhole
        ? 1
        : (Features.Windows.Length + (2.0 * Gradients.Windows.Length)) * WindowHeight * WindowWidth / (2.0 * Height * Width);

    /// <summary>The whole picture in one window.</summary>
    public static WindowPlan Whole(int height, int width)
    {
        var grid = new WindowGrid(height, width, [new WindowSpan(0, 0, height)], [new WindowSpan(0, 0, width)]);
        return new WindowPlan(height, width, height, width, grid, grid);
    }

    /// <summary>Cuts a picture into windows of a shape.</summary>
    /// <returns>The plan, or null where the windows are too small to have a core.</returns>
    public static WindowPlan? Cut(int height, int width, int windowHeight, int windowWidth, WindowReach reach)
    {
        ArgumentNullException.ThrowIfNull(reach);
        RequireAligned(height, windowHeight, reach);
        RequireAligned(width, windowWidth, reach);
        var features = Grid(height, width, windowHeight, windowWidth, reach.FeatureHalo, reach);
        var gradients = Grid(height, width, windowHeight, windowWidth, reach.GradientHalo, reach);
        return features is null || gradients is null ? null : new WindowPlan(height, width, windowHeight, windowWidth, features, gradients);
    }

    private static WindowGrid? Grid(int height, int width, int windowHeight, int windowWidth, int halo, WindowReach reach) =>
        WindowSpan.Cut(height, windowHeight, halo, reach) is { } down && WindowSpan.Cut(width, windowWidth, halo, reach) is { } across
            ? new WindowGrid(height, width, down, across)
            : null;

    private static void RequireAligned(int extent, int window, WindowReach reach)
    {
        if (window < 1 || window > extent || (extent - window) % reach.Alignment != 0)
        {
            throw new ArgumentException($"A window of {window} pixels does not fit an extent of {extent}: it must be shorter by a multiple of {reach.Alignment}.", nameof(window));
        }
    }
}
