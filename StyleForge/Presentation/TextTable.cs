namespace StyleForge.Presentation;

/// <summary>Columns of text, aligned with spaces: read by people, and by <c>awk</c> as well.</summary>
/// <param name="headings">One a column; a heading that starts with <c>&gt;</c> aligns its column to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>How many rows there are, without the headings.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One a column.</param>
    public void Add(params string[] cells)
    {
        if (cells.Length != headings.Length)
        {
            throw new ArgumentException($"The table has {headings.Length} columns, the row {cells.Length}.", nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>Writes the headings and all rows, without spaces at the ends of lines.</summary>
    public void Write(TextWriter output)
    {
        var titles = headings.Select(heading => heading.TrimStart('>')).ToArray();
        var widths = titles.Select((title, column) => _rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(titles))
        {
            var cells = row.Select((cell, column) =>
                headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
