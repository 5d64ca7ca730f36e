using Spectre.Console;

namespace StyleForge.Presentation;

/// <summary>Bars on a terminal while work is done, and lines above them that stay.</summary>
/// <param name="terminal">The terminal to draw on.</param>
internal sealed class ProgressBars(IAnsiConsole terminal)
{
    private const int BarWidth = 24;
    private const int NarrowestWithBar = 90;

    // The percentage, and the spaces between the columns.
    private const int Rest = 7;

    private readonly Lock _writing = new();
    private ProgressContext? _context;

    private bool HasBar => terminal.Profile.Width >= NarrowestWithBar;

    /// <summary>Shows bars while work is done, and none after it.</summary>
    public T During<T>(Func<T> work)
    {
        ProgressColumn[] columns = [new TaskDescriptionColumn { Alignment = Justify.Left }, new PercentageColumn()];
        return terminal.Progress()
            .AutoClear(true)
            .Columns(HasBar ? [columns[0], new ProgressBarColumn { Width = BarWidth }, columns[1]] : columns)
            .Start(context =>
            {
                _context = context;
                return work();
            });
    }

    /// <summary>Adds a bar; null where none are shown.</summary>
    /// <param name="text">What stands before it.</param>
    /// <param name="full">The value at which it is full.</param>
    public ProgressTask? Add(string text, double full = 1) => _context?.AddTask(Markup.Escape(text), maxValue: full);

    /// <summary>
    /// The longest of some forms that fits on a line with a bar: one that wraps would shift the display at every redraw. Null where none does.
    /// </summary>
    /// <param name="taken">Characters that something else takes.</param>
    /// <param name="forms">The forms, the longest first, each of parts with commas between them; those that are null are left out.</param>
    public string? Fit(int taken, params string?[][] forms)
    {
        var room = terminal.Profile.Width - Rest - (HasBar ? BarWidth + 1 : 0) - taken;
        return forms.Select(form => string.Join(", ", form.Where(part => part is not null))).FirstOrDefault(text => text.Length <= room);
    }

    /// <summary>Writes a line above the bars. Any thread may: the wish to stop, and what --verbose asks for, are said by others.</summary>
    /// <param name="text">Markup, but for what is interpolated.</param>
    public void WriteLine(FormattableString text)
    {
        lock (_writing)
        {
            terminal.Write(new Overwriting(Markup.FromInterpolated(text)));
            terminal.WriteLine();
        }
    }
}
