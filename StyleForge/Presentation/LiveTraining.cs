using Spectre.Console;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>A training on a terminal: a bar for the pictures, then one for the steps; above it what epochs came to.</summary>
/// <param name="terminal">The terminal to draw on.</param>
internal sealed class LiveTraining(IAnsiConsole terminal) : ITrainingDisplay
{
    private readonly ProgressBars _bars = new(terminal);
    private ProgressTask? _task;
    private bool _hasHead;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => _bars.During(work);

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case PictureRead { Progress: var progress }:
                Show((double)progress.Done / progress.Total, [TrainingWords.Reading(progress)]);
                break;
            case PicturesRead read:
                _bars.WriteLine($"{TrainingWords.Read(read.Pictures)}");
                Show(0, ["preparing the networks"]);
                break;
            case TrainingBegun begun:
                _bars.WriteLine($"{TrainingWords.Begin(begun)}");
                Show(0, [TrainingWords.Step(begun.Step, begun.Length)]);
                break;
            case ExamplesRead read:
                _bars.WriteLine($"{TrainingWords.Read(read)}");
                Show(0, ["preparing the network"]);
                break;
            case EpochDone done:
                if (!_hasHead)
                {
                    _bars.WriteLine($"{TrainingWords.EpochHead}");
                    _hasHead = true;
                }

                _bars.WriteLine($"{TrainingWords.Epoch(done)}");
                break;
            case StepDone done:
                var (step, left) = (TrainingWords.Step(done.Reach.Step, done.Length), TrainingWords.Left(done.Remaining));
                var loss = done.Loss is { } value ? $"loss {Words.Loss(value)}" : null;
                Show(done.Reach.Done, [step, loss, left], [step, left], [step]);
                break;
        }
    }

    // The shortest form is shown even where it does not fit.
    private void Show(double fraction, params string?[][] forms)
    {
        var text = _bars.Fit(taken: 0, forms) ?? string.Join(", ", forms[^1]);
        _task ??= _bars.Add(text);
        _task?.Description(Markup.Escape(text));
        if (_task is not null)
        {
            _task.Value = fraction;
        }
    }
}
