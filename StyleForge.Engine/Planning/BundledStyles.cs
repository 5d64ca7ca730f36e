using StyleForge.Models.Files;

namespace StyleForge.Engine.Planning;

/// <summary>The style pictures of a folder, by their names without ending.</summary>
internal static class BundledStyles
{
    /// <summary>Finds them; an absent folder has none.</summary>
    /// <param name="folder">Absolute folder.</param>
    /// <param name="extensions">Endings that count, the preferred one first.</param>
    public static IReadOnlyDictionary<string, string> Find(string folder, IReadOnlyList<string> extensions)
    {
        var styles = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var extension in Directory.Exists(folder) ? extensions : [])
        {
            foreach (var path in VisibleFiles.Of(folder, "*" + extension))
            {
                styles.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            }
        }

        return styles;
    }
}
