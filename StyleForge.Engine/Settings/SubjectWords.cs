using StyleForge.Models.Detection;

namespace StyleForge.Engine.Settings;

/// <summary>The words of what networks can find on a content.</summary>
public static class SubjectWords
{
    /// <summary>Faces, by an ellipse around their points.</summary>
    public const string Faces = "faces";

    /// <summary>Whole people: another word for the detector's «person».</summary>
    public const string People = "people";

    /// <summary>What a list of them is, as sentences say it.</summary>
    public const string Allowed = "a list of faces, people, or kinds of objects such as dog and car";

    /// <summary>No two faces are as far apart as this, so a gate at it lets every picture pass.</summary>
    public const double AnyFaceDistance = 2;

    private const string Person = "person";

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = [Faces, People, .. CocoClasses.Names];

    /// <summary>Reads a list of one word or more.</summary>
    /// <param name="field">What it is for, as sentences name it.</param>
    /// <param name="text">The words with commas between them; capitals do not matter.</param>
    /// <param name="words">The same, each word once.</param>
    /// <returns>Null where the text is right, else one sentence that says what is wrong.</returns>
    public static string? Read(string field, string text, out string words)
    {
        var unknown = WordList.Read(text, All, out var read);
        words = string.Join(',', read);
        return unknown is null && read.Count > 0
            ? null
            : $"{field} is {SettingDefinition.Quote(text)}, but must be {Allowed}{(NearestName.Find(unknown ?? "", All) is { } nearest ? $": did you mean {nearest}?" : ".")}";
    }

    /// <summary>The words of a text that has them with commas between; none of an empty one.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The classes of the detector that some words name.</summary>
    /// <param name="words">The words.</param>
    public static IReadOnlyList<string> Classes(IEnumerable<string> words) =>
        [.. words.Where(word => word != Faces).Select(ClassOf).Distinct()];

    /// <summary>The class of the detector that a word other than <see cref="Faces"/> names.</summary>
    /// <param name="word">The word.</param>
    public static string ClassOf(string word) => word == People ? Person : word;
}
