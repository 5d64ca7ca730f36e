using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Objectives;

/// <summary>A style at one pyramid level.</summary>
/// <param name="Name">A name for the parts of the objective, where there are several: the file name without its ending.</param>
/// <param name="Picture">The style picture at the size it has at this level.</param>
/// <param name="Weight">Its share among the styles, above 0.</param>
/// <param name="Mask">Where it goes: a picture of any size, stretched over the content, white where it counts; null for everywhere.</param>
public sealed record LevelStyle(string Name, Picture Picture, double Weight, Picture? Mask);
