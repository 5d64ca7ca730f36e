using System.Text;
using Spectre.Console;

namespace StyleForge.Hosting;

/// <summary>A terminal for a display that redraws itself, whatever becomes of its width while it does.</summary>
/// <param name="writer">Takes what is drawn.</param>
/// <param name="terminal">Tells the extents.</param>
internal sealed class RedrawnTerminal(TextWriter writer, IAnsiConsoleOutput terminal) : IAnsiConsoleOutput
{
    /// <summary>Columns that a display takes at least; a terminal that is narrower shows it broken, but shows it.</summary>
    public const int LeastWidth = 20;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => terminal.IsTerminal;

    /// <inheritdoc/>
    public int Width => Math.Max(LeastWidth, terminal.Width);

    /// <inheritdoc/>
    public int Height => Math.Max(1, terminal.Height);

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding) => terminal.SetEncoding(encoding);
}
