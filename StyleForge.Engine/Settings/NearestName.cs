using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate that differs least from the word, case aside, by the optimal string alignment distance (Damerau 1964:
    /// insertions, deletions, substitutions and swaps of neighbours); null where more than a third of the word, rounded up,
    /// differs. Of several that are equally near it is the one that begins alike for longest, then the one whose numbers
    /// are nearest: vgg20 is vgg19 rather than vgg11. Where more than one number differs it is another name altogether:
    /// relu9_9 is none of relu3_4 and its like.
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
                where distance <= most && distance < Math.Max(typed.Length, known.Length) && HaveLikeNumbers(typed, known)
                orderby distance, -CommonStart(typed, known), BetweenNumbers(typed, known)
                select candidate).FirstOrDefault();
    }

    private static bool HaveLikeNumbers(string a, string b) =>
        Numbers(a).Count != Numbers(b).Count || Numbers(a).Zip(Numbers(b)).Count(pair => !pair.First.Equals(pair.Second)) <= 1;

    private static double BetweenNumbers(string a, string b) => Numbers(a).Zip(Numbers(b)).Sum(pair => Math.Abs(pair.First - pair.Second));

    private static List<double> Numbers(string word) =>
    [
        .. string.Concat(word.Select(letter => char.IsAsciiDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(digits => double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)),
    ];

    private static int CommonStart(string a, string b) => a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();

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
