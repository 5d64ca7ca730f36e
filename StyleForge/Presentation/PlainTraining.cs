using System.Globalization;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>A training as lines of text, for files and for terminals that cannot be redrawn.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="time">Spaces the lines about pictures out.</param>
internal sealed class PlainTraining(TextWriter error, TimeProvider time) : ITrainingDisplay
{
    // Where steps are slow, points of the curve are far apart.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private long _lastLine = time.GetTimestamp();
    private bool _hasHead;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case PictureRead read when time.GetElapsedTime(_lastLine) >= PlainProgress.Pause:
                Line(TrainingWords.Reading(read.Progress));
                break;
            case PicturesRead read:
                Line(TrainingWords.Read(read.Pictures));
                break;
            case TrainingBegun begun:
                Line(TrainingWords.Begin(begun));
                break;
            case ExamplesRead read:
                Line(TrainingWords.Read(read));
                break;
            case EpochDone done:
                if (!_hasHead)
                {
                    Line(TrainingWords.EpochHead);
                    _hasHead = true;
                }

                Line(TrainingWords.Epoch(done));
                break;
            case StepDone done when time.GetElapsedTime(_lastLine) >= LongestSilence:
                Line(Joined(TrainingWords.Step(done.Reach.Step, done.Length), TrainingWords.Left(done.Remaining)));
                break;
            case CurveGrown grown:
                var speed = grown.PicturesPerSecond is { } pictures ? string.Create(CultureInfo.InvariantCulture, $"{pictures:0} pictures/s") : null;
                Line(Joined(
                    TrainingWords.Step(grown.Point.Step, grown.Length), $"loss {Words.Loss(grown.Point.Loss)}{TrainingWords.Parts(grown)}", speed, TrainingWords.Left(grown.Remaining)));
                break;
        }
    }

    private static string Joined(params string?[] parts) => string.Join(", ", parts.Where(part => part is not null));

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        error.WriteLine(text);
    }
}
