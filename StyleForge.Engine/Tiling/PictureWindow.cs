using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Tiling;

/// <summary>A part of a picture that a network looks at by itself: a core that counts, and a halo around it that the core needs.</summary>
/// <param name="Top">Row of the picture that is the window's first.</param>
/// <param name="Left">Column of the picture that is the window's first.</param>
/// <param name="Core">The pixels that count, in the picture's rows and columns. The cores of all windows tile the picture.</param>
public readonly record struct PictureWindow(int Top, int Left, Region Core);
