using StyleForge.Artwork.Tracing;

namespace StyleForge.Artwork.Scenes;

/// <summary>A material of a scene file; see <see cref="Material"/> for what each part does.</summary>
/// <param name="Kind">How it scatters light.</param>
/// <param name="Pattern">How its colours are laid out.</param>
/// <param name="Colours">One to four colours, separated by blanks.</param>
/// <param name="Scale">Features of the pattern in a metre.</param>
/// <param name="Roughness">Spread of reflections.</param>
/// <param name="Emission">Light given off.</param>
/// <param name="Bump">Unevenness.</param>
internal sealed record MaterialDocument(
    MaterialKind Kind,
    PatternKind Pattern,
    string Colours,
    float Scale = 1,
    float Roughness = 0,
    float Emission = 0,
    float Bump = 0);
