using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>What a solid is made of. All colours are linear light.</summary>
/// <param name="Kind">How it scatters light.</param>
/// <param name="Pattern">How its colours are laid out.</param>
/// <param name="Colours">One to four colours of the pattern; the reflectance, or the tint of glass.</param>
/// <param name="Scale">Features of the pattern in a metre.</param>
/// <param name="Roughness">Spread of reflections, 0 (mirror) to 1.</param>
/// <param name="Emission">Light given off, as a factor on the first colour (on the last colour for facades).</param>
/// <param name="Bump">Strength of the small unevenness of the surface.</param>
internal sealed record Material(
    MaterialKind Kind, PatternKind Pattern, IReadOnlyList<Vector3> Colours, float Scale, float Roughness, float Emission, float Bump);
