namespace StyleForge.Artwork.Scenes;

/// <summary>The sky of a scene file.</summary>
/// <param name="SunTurn">Direction of the sun about the vertical, in degrees from +x towards +z.</param>
/// <param name="SunHeight">Degrees above the horizon.</param>
/// <param name="SunColour">Its colour.</param>
/// <param name="SunStrength">Factor on that colour; 0 for no sun.</param>
/// <param name="Zenith">Colour overhead.</param>
/// <param name="Horizon">Colour at the horizon.</param>
/// <param name="Strength">Factor on both.</param>
/// <param name="Clouds">Part under cloud, 0 to 1.</param>
/// <param name="CloudColour">Colour of clouds in the sun.</param>
/// <param name="Haze">Fraction of light lost in a metre of air.</param>
internal sealed record SkyDocument(
    float SunTurn,
    float SunHeight,
    string SunColour,
    float SunStrength,
    string Zenith,
    string Horizon,
    float Strength,
    float Clouds,
    string? CloudColour,
    float Haze);
