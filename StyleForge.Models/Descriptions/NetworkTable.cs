using System.Globalization;
using System.Text;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A network's layers with their shapes and costs for one size of picture.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Source">The shape of the picture.</param>
/// <param name="Rows">One row a layer, in order.</param>
public sealed record NetworkTable(string Name, Shape Source, IReadOnlyList<NetworkTableRow> Rows)
{
    /// <summary>All numbers that the network has learned.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>Multiplications, each with an addition, of one forward pass.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>Numbers in the outputs of all layers together, 4 bytes each.</summary>
    public long Activations => Rows.Sum(row => (long)row.Destination.ElementCount);

    /// <summary>The table as text in columns, lines ended by <c>\n</c>, thousands separated by commas.</summary>
    public override string ToString()
    {
        string[] head = ["name", "tap", "layer", "output", "sees", "parameters", "multiply-adds"];
        var lines = new List<string[]> { head };
        lines.AddRange(Rows.Select(row => new[] { row.Name, row.Tap, row.Summary, row.Destination.ToString(), Number(row.ReceptiveField ?? 0), Number(row.Parameters), Number(row.MultiplyAdds) }));
        lines.Add([Name, "", "total", Source.ToString(), "", Number(Parameters), Number(MultiplyAdds)]);
        var widths = Enumerable.Range(0, head.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            // Words to the left, the columns of numbers to the right.
            var cells = line.Select((cell, column) => column < 4 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
