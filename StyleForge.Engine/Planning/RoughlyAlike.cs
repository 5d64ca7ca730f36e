using System.Globalization;
using System.Text;

namespace StyleForge.Engine.Planning;

/// <summary>
/// Compares names so roughly that all which any volume takes for one name are alike: upper and lower case, and the forms of Unicode, in which a
/// letter with its accent is one character or two. Many names that are alike are not the same; only their volume can tell.
/// </summary>
internal static class RoughlyAlike
{
    /// <summary>True where two names, or paths, may lead to one file.</summary>
    public static bool Equals(string a, string b) => string.Equals(KeyOf(a), KeyOf(b), StringComparison.Ordinal);

    /// <summary>A text that is the same for all names that are alike: capitals, with one question mark for letters beyond ASCII. Han characters have one form only.</summary>
    public static string KeyOf(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsAscii(letter) || letter is >= '\u3400' and <= '\u9FFF')
            {
                key.Append(char.ToUpperInvariant(letter));
                continue;
            }

            // What an accent stands on is one letter with it.
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark && key.Length > 0)
            {
                key.Length--;
            }

            if (key.Length == 0 || key[^1] != '?')
            {
                key.Append('?');
            }
        }

        return key.ToString();
    }
}
