namespace StyleForge.Models.Kernels.Regions;

/// <summary>A rectangle of a feature map, by its edges: position (0, 0) is the square from 0 to 1, so that its middle is at 0.5.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge, not left of the left one.</param>
/// <param name="Bottom">The lower edge, not above the upper one.</param>
public readonly record struct MapRegion(double Left, double Top, double Right, double Bottom);
