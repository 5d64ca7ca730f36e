namespace StyleForge.Artwork.Scenes;

/// <summary>A thing of a scene file.</summary>
/// <param name="Shape">Its shape; <see cref="ShapeKind"/> says which of the other fields count.</param>
/// <param name="Material">Name of its material.</param>
/// <param name="At">Its place: x, y, z.</param>
/// <param name="Size">Extents.</param>
/// <param name="Scale">Size as one number.</param>
/// <param name="Turn">Turn about the vertical, in degrees.</param>
/// <param name="Outline">Pairs of radius and height.</param>
/// <param name="Rounding">Radius of rounded corners.</param>
/// <param name="Seed">Chooses among its forms.</param>
/// <param name="Hills">Rows of x, z, radius, height.</param>
/// <param name="Roughness">Height of the ground's fractal part against the hills, 0 to 1.</param>
/// <param name="Ridged">True for mountains with sharp ridges.</param>
/// <param name="OnGround">True where y of <paramref name="At"/> counts from the ground.</param>
/// <param name="Scatter">Repeats the thing.</param>
internal sealed record SolidDocument(
    ShapeKind Shape,
    string Material,
    float[]? At,
    float[]? Size,
    float[][]? Outline,
    float[][]? Hills,
    ScatterDocument? Scatter,
    float Scale = 1,
    float Turn = 0,
    float Rounding = 0,
    uint Seed = 1,
    float Roughness = 0.3f,
    bool Ridged = false,
    bool OnGround = false);
