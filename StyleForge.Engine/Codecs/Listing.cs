namespace StyleForge.Engine.Codecs;

/// <summary>Words in a row, as people write them.</summary>
public static class Listing
{
    /// <summary><c>PNG</c>, <c>PNG and JPEG</c>, <c>PNG, JPEG and GIF</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="last">What stands before the last of several.</param>
    public static string Of(IEnumerable<string> words, string last = "and")
    {
        var all = words.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }
}
