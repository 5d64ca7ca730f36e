using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Objectives;

/// <summary>The pictures that fix the targets of one pyramid level, each at the size it has there.</summary>
/// <param name="Content">The content, as wide and high as the picture that is being made.</param>
/// <param name="Styles">The styles, one or more.</param>
public sealed record LevelPictures(Picture Content, IReadOnlyList<LevelStyle> Styles)
{
    /// <summary>Where the content is to be kept; null for nowhere in particular.</summary>
    public ProtectedArea? Protected { get; init; }
}
