using StyleForge.Models.Detection;

namespace StyleForge.Engine.Settings;

/// <summary>The words of what can be protected.</summary>
public static class ProtectWords
{
    /// <summary>Faces, by an ellipse around their points.</summary>
    public const string Faces = "faces";

    /// <summary>Whole people: another word for the detector's «person».</summary>
    public const string People = "people";

    /// <summary>No two faces are as far apart as this, so a gate at it lets every picture pass.</summary>
    public const double AnyFaceDistance = 2;

    private const string Person = "person";

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = [Faces, People, .. CocoClasses.Names];

    /// <summary>The classes of the detector that some words name.</summary>
    /// <param name="words">The words.</param>
    public static IReadOnlyList<string> Classes(IEnumerable<string> words) =>
        [.. words.Where(word => word != Faces).Select(word => word == People ? Person : word).Distinct()];
}
