namespace StyleForge.Engine.Settings;

/// <summary>Reads lists of words: <c>faces,dog</c>.</summary>
internal static class WordList
{
    /// <summary>What says in words that there are none, where an empty text is hard to write.</summary>
    public const string None = "none";

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list; empty for none.</param>
    /// <param name="choices">The words there are; capitals do not matter.</param>
    /// <param name="words">The words, each once.</param>
    /// <returns>The first word that there is not; null where the text is right.</returns>
    public static string? Read(string text, IReadOnlyList<string> choices, out IReadOnlyList<string> words)
    {
        var read = new List<string>();
        words = read;
        var entries = text.Split(',', StringSplitOptions.TrimEntries);
        if (entries is [""] || (entries is [var only] && only.Equals(None, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        foreach (var entry in entries)
        {
            if (choices.FirstOrDefault(choice => choice.Equals(entry, StringComparison.OrdinalIgnoreCase)) is not { } word)
            {
                return entry;
            }

            if (!read.Contains(word))
            {
                read.Add(word);
            }
        }

        return null;
    }
}
