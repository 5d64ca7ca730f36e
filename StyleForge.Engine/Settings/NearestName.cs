using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate that differs least from the word, case aside, by the optimal string alignment distance (Damerau 1964:
    /// insertions, deletions, substitutions and swaps of neighbours); null where more than a third of the word, rounded up,
    /// differs. Of several that are equally near it is the one that begins alike for longest, then the one whose number at
    /// the end is nearest: vgg20 is vgg19 rather than vgg11.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        // A word much longer than any name is no misspelling, and the distance takes time in proportion to the length.
        if (word.Length is 0 or > 64)
        {
            return null;
        }

        var typed = word.ToLowerInvariant();
        var most = (typed.Length + 2) / 3;
        return (from candidate in candidates
                let known = candidate.ToLowerInvariant()
                let distance = Distance(typed, known)
                where distance <= most && distance < Math.Max(typed.Length, known.Length)
                orderby distance, -CommonStart(typed, known), Math.Abs(NumberAtEnd(typed) - NumberAtEnd(known))
                select candidate).FirstOrDefault();
    }

    private static int CommonStart(string a, string b) => a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();

    private static double NumberAtEnd(string word)
    {
        var digits = word.AsSpan(word.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1);
        return digits.IsEmpty ? 0 : double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    internal static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var substitution = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(substitution, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }

                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}
