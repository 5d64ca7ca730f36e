using System.Globalization;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>A list of pairs of pictures of whom it is known whether they show one person.</summary>
internal static class PairList
{
    private const string Same = "same";
    private const string Different = "different";

    /// <summary>Reads a list: a line a pair, «first,second,same» or «first,second,different», with commas or tabs; blank lines and those that begin with # are passed over.</summary>
    /// <param name="path">Absolute path of the list; its folder is where the pictures' paths start.</param>
    /// <exception cref="CommandFailure">It cannot be read, or a line is no pair; the sentence says which.</exception>
    public static IReadOnlyList<(string First, string Second, bool IsSame)> Read(string path)
    {
        var pairs = new List<(string First, string Second, bool IsSame)>();
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var cells = line.Split(line.Contains('\t', StringComparison.Ordinal) ? '\t' : ',', StringSplitOptions.TrimEntries);
            if (cells is not [{ Length: > 0 } first, { Length: > 0 } second, Same or Different])
            {
                throw new CommandFailure(string.Create(
                    CultureInfo.InvariantCulture, $"{path}, line {number}: a pair is two pictures and «{Same}» or «{Different}», with commas or tabs between them, not \"{line}\"."));
            }

            var folder = Path.GetDirectoryName(path)!;
            pairs.Add((Path.GetFullPath(first, folder), Path.GetFullPath(second, folder), cells[2] == Same));
        }

        return pairs.Exists(pair => pair.IsSame) && pairs.Exists(pair => !pair.IsSame)
            ? pairs
            : throw new CommandFailure($"{path} must have pairs of one person («{Same}») and pairs of two («{Different}»): with one kind alone nothing can be said of errors.");
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            using var reader = new StreamReader(PlainFile.OpenRead(path));
            return reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r'));
        }
        catch (FileReadException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }
}
