using System.Text.RegularExpressions;

namespace StyleForge.Models.Detection;

/// <summary>Which points objects have: their names, and which of them lines connect.</summary>
/// <param name="Names">The names of the points, one or more, each once.</param>
/// <param name="Skeleton">Pairs of places in the names; none for points without lines.</param>
public sealed partial record LandmarkScheme(IReadOnlyList<string> Names, IReadOnlyList<(int From, int To)> Skeleton)
{
    /// <summary>
    /// For each point the one that stands in its place on a mirrored picture: <c>right_eye</c> for <c>left_eye</c>, itself for <c>nose</c>. Sides are told by the
    /// words «left» and «right» in the names.
    /// </summary>
    public IReadOnlyList<int> Mirrored { get; } =
    [
        .. Names.Select((name, at) => Names.Index().Where(other => other.Item == Sides().Replace(name, Other)).Select(other => (int?)other.Index).FirstOrDefault() ?? at),
    ];

    /// <summary>The scheme of a set whose classes all have the same points, or none.</summary>
    /// <param name="set">The set.</param>
    /// <returns>Null where no class has points.</returns>
    /// <exception cref="AnnotationException">Two classes have different points; the sentence names both.</exception>
    public static LandmarkScheme? Of(AnnotatedSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var schemes = set.Landmarks.Index().Where(scheme => scheme.Item is not null).ToList();
        if (schemes.Find(scheme => !scheme.Item!.Equals(schemes[0].Item)) is { Item: { } other, Index: var at })
        {
            throw new AnnotationException(
                $"'{set.Classes[schemes[0].Index]}' has the points {schemes[0].Item}, and '{set.Classes[at]}' {other}: a detector says the same points of all classes, so give both the same names and lines, or train one for each.");
        }

        return schemes.Count > 0 ? schemes[0].Item : null;
    }

    /// <summary>Whether the names and the lines are the same.</summary>
    /// <param name="other">Another scheme.</param>
    public bool Equals(LandmarkScheme? other) => other is not null && Names.SequenceEqual(other.Names) && Skeleton.SequenceEqual(other.Skeleton);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(Skeleton.Count, HashCode.Combine);

    /// <summary>The names, with commas between.</summary>
    public override string ToString() => string.Join(", ", Names);

    [GeneratedRegex("(?<![A-Za-z])(left|right|Left|Right|LEFT|RIGHT)(?![A-Za-z])")]
    private static partial Regex Sides();

    private static string Other(Match side) => side.Value switch
    {
        "left" => "right",
        "right" => "left",
        "Left" => "Right",
        "Right" => "Left",
        "LEFT" => "RIGHT",
        _ => "LEFT",
    };
}
