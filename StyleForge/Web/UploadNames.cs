using System.Globalization;
using System.Text;

namespace StyleForge.Web;

/// <summary>What is left of a file name that somebody sent: letters, digits, dots, dashes and underlines, which mean the same on every system and in every text.</summary>
internal static class UploadNames
{
    private const int LongestLength = 60;

    private static readonly string[] Devices = ["con", "prn", "aux", "nul", "com", "lpt"];

    /// <summary>The name without folders and ending, fit for a file on any system.</summary>
    /// <param name="sent">The name as it was sent; it may hold anything.</param>
    /// <param name="otherwise">The name where nothing is left.</param>
    public static string StemOf(string? sent, string otherwise)
    {
        var stem = new StringBuilder();
        foreach (var letter in Path.GetFileNameWithoutExtension((sent ?? "").Split('/', '\\')[^1]))
        {
            // An accent that is a character of its own is dropped: systems disagree whether it is the same name with it as with the two in one.
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.Control))
            {
                stem.Append(char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '-');
            }
        }

        var kept = stem.ToString().Trim('.', '-');
        kept = kept[..Math.Min(kept.Length, LongestLength)].TrimEnd('.', '-');
        return kept.Length == 0 ? otherwise : IsDevice(kept) ? $"{otherwise}-{kept}" : kept;
    }

    // Windows takes NUL, COM1 and their like for devices, whatever ending follows.
    private static bool IsDevice(string stem)
    {
        var first = stem.Split('.')[0];
        return Devices.Any(device => first.StartsWith(device, StringComparison.OrdinalIgnoreCase) && first.Length <= device.Length + 1);
    }
}
