using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Takes a training whose loss is a curve by step from its files to its files.</summary>
/// <typeparam name="TTraining">The training.</typeparam>
/// <typeparam name="TPoint">What its steps come to, from time to time.</typeparam>
/// <typeparam name="TFacts">What is to be said of the network.</typeparam>
/// <param name="environment">Clock and interruption.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal abstract class CurveSession<TTraining, TPoint, TFacts>(HostEnvironment environment, CurvedFiles<TFacts> files, ITrainingObserver observer)
    : ExampleSession<TTraining, TPoint, TFacts>(environment, files, observer)
    where TTraining : NetworkTraining<TPoint>
    where TPoint : class
    where TFacts : class
{
    private readonly CurvedFiles<TFacts> _files = files;
    private TrainingCurve _curve = new([]);

    /// <inheritdoc/>
    protected override double? Loss => _curve.Points.Count > 0 ? _curve.Points[^1].Loss : null;

    /// <summary>Pictures that a step learns from at most.</summary>
    protected abstract int PicturesPerStep { get; }

    /// <summary>The names of the parts of the loss.</summary>
    protected abstract IReadOnlyList<string> PartNamesOf(TTraining training);

    /// <summary>A point of the curve.</summary>
    protected abstract TrainingPoint PointOf(TPoint point);

    /// <inheritdoc/>
    protected override void Prepare(TTraining training, int steps) => _curve = _files.ReadCurve(PartNamesOf(training), steps);

    /// <inheritdoc/>
    protected override void Add(TTraining training, TPoint point, TrainingLength length)
    {
        _curve.Add(PointOf(point));
        _files.Write(_curve);
        Observer.Observe(new CurveGrown(_curve.Points[^1], _curve.PartNames, length, Clock.StepsPerSecond * PicturesPerStep, Clock.Remaining));
    }
}
