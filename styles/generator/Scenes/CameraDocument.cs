namespace StyleForge.Artwork.Scenes;

/// <summary>The lens of a scene file.</summary>
/// <param name="From">Where it stands: x, y, z.</param>
/// <param name="To">What it looks at: x, y, z.</param>
/// <param name="FieldOfView">Angle across the picture's width, in degrees.</param>
/// <param name="Aperture">Diameter of the lens in metres; 0 keeps everything sharp.</param>
/// <param name="Focus">Distance that is sharp; 0 means the distance to <paramref name="To"/>.</param>
internal sealed record CameraDocument(float[] From, float[] To, float FieldOfView, float Aperture, float Focus);
