using Spectre.Console;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>A training on a terminal: a bar for the pictures, then one for the steps.</summary>
/// <param name="terminal">The terminal to draw on.</param>
internal sealed class LiveTraining(IAnsiConsole terminal) : ITrainingDisplay
{
    private const int BarWidth = 24;
    private const int NarrowestWithBar = 90;

    // The percentage, and the spaces between the columns.
    private const int Rest = 7;

    private ProgressContext? _context;
    private ProgressTask? _task;

    private bool HasBar => terminal.Profile.Width >= NarrowestWithBar;

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case PictureRead { Progress: var progress }:
                Show((double)progress.Done / progress.Total, [TrainingWords.Reading(progress)]);
                break;
            case PicturesRead read:
                WriteLine(TrainingWords.Read(read.Pictures));
                Show(0, ["preparing the networks"]);
                break;
            case TrainingBegun begun:
                WriteLine(TrainingWords.Begin(begun));
                Show((double)begun.Step / begun.Steps, [TrainingWords.Step(begun.Step, begun.Steps)]);
                break;
            case StepDone done:
                var (step, left) = (TrainingWords.Step(done.Step, done.Steps), TrainingWords.Left(done.Remaining));
                var loss = done.Loss is { } value ? $"loss {Words.Loss(value)}" : null;
                Show((double)done.Step / done.Steps, [step, loss, left], [step, left], [step]);
                break;
        }
    }

    // A line that wraps would shift the display at every redraw, so the longest form that fits is shown.
    private void Show(double fraction, params string?[][] forms)
    {
        var room = terminal.Profile.Width - Rest - (HasBar ? BarWidth + 1 : 0);
        var texts = forms.Select(form => string.Join(", ", form.Where(part => part is not null))).ToList();
        _task ??= _context?.AddTask(texts[^1], maxValue: 1);
        _task?.Description(Markup.Escape(texts.Find(text => text.Length <= room) ?? texts[^1]));
        if (_task is not null)
        {
            _task.Value = fraction;
        }
    }

    private void WriteLine(string text)
    {
        terminal.Write(new Overwriting(new Text(text)));
        terminal.WriteLine();
    }
}
