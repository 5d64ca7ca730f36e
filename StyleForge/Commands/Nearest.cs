namespace StyleForge.Commands;

/// <summary>Finds the known name that a mistyped one most likely meant.</summary>
internal static class Nearest
{
    /// <summary>The known name with the fewest letters to change; null where even that would change over a third of them.</summary>
    public static string? To(string typed, IEnumerable<string> known)
    {
        var (best, fewest) = ((string?)null, Math.Max(2, typed.TrimStart('-').Length / 3) + 1);
        foreach (var name in known)
        {
            var edits = Edits(typed, name);
            if (edits < fewest && edits < name.TrimStart('-').Length)
            {
                (best, fewest) = (name, edits);
            }
        }

        return best;
    }

    // Optimal string alignment: insert, delete, replace, swap two neighbours; each counts one.
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                        table[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
