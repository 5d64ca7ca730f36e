using StyleForge.Engine.Tiling;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>The windows in which the pictures of a level go through the network.</summary>
/// <param name="Picture">Those of the picture, and so of the content.</param>
/// <param name="Styles">Those of the style pictures, by their height and width; empty where styles are not looked at.</param>
/// <param name="Fits">False where even the smallest windows take more than a run was allowed.</param>
internal sealed record LevelWindows(WindowPlan Picture, IReadOnlyDictionary<(int Height, int Width), WindowPlan> Styles, bool Fits);
