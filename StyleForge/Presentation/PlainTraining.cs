using System.Globalization;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>A training as lines of text, for files and for terminals that cannot be redrawn.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="time">Spaces the lines about pictures out.</param>
internal sealed class PlainTraining(TextWriter error, TimeProvider time) : ITrainingDisplay
{
    private long _lastLine = time.GetTimestamp();

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
            case CurveGrown grown:
                var speed = grown.PicturesPerSecond is { } pictures ? string.Create(CultureInfo.InvariantCulture, $"{pictures:0} pictures/s") : null;
                string?[] parts = [TrainingWords.Step(grown.Point.Step, grown.Steps), $"loss {Words.Loss(grown.Point.Loss)}", speed, TrainingWords.Left(grown.Remaining)];
                Line(string.Join(", ", parts.Where(part => part is not null)));
                break;
        }
    }

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        error.WriteLine(text);
    }
}
