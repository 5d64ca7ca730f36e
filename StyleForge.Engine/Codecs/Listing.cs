namespace StyleForge.Engine.Codecs;

/// <summary>Words in a row, as people write them.</summary>
public static class Listing
{
    /// <summary><c>PNG</c>, <c>PNG and JPEG</c>, <c>PNG, JPEG and GIF</c>.</summary>
    public static string Of(IEnumerable<string> words)
    {
        var all = words.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
