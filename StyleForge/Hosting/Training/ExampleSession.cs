using StyleForge.Models.Tensors;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Takes a training on examples from its files to its files. What differs between kinds of networks is left open.</summary>
/// <typeparam name="TTraining">The training.</typeparam>
/// <typeparam name="TPoint">What its steps come to, from time to time.</typeparam>
/// <typeparam name="TFacts">What is to be said of the network.</typeparam>
/// <param name="environment">Clock and interruption.</param>
/// <param name="files">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal abstract class ExampleSession<TTraining, TPoint, TFacts>(HostEnvironment environment, TrainedFiles<TFacts> files, ITrainingObserver observer)
    where TTraining : NetworkTraining<TPoint>
    where TPoint : class
    where TFacts : class
{
    /// <summary>What is to be said of the network; null before it is done.</summary>
    public TFacts? Facts { get; private set; }

    /// <summary>Clock and interruption.</summary>
    protected HostEnvironment Host { get; } = environment;

    /// <summary>Hears of what happens.</summary>
    protected ITrainingObserver Observer { get; } = observer;

    /// <summary>How long it will still take.</summary>
    protected TrainingClock Clock { get; } = new(environment.Time);

    /// <summary>The name of the weight file.</summary>
    protected string FileName => Path.GetFileName(files.Weights);

    /// <summary>The last loss of the curve; null before the first, or where a display has no room for it.</summary>
    protected virtual double? Loss => null;

    /// <summary>Trains to the end or to an interruption.</summary>
    /// <param name="isResumed">True to go on from a checkpoint, where there is one.</param>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public TrainingOutcome Run(bool isResumed)
    {
        files.Open(isResumed);
        using var checkpoint = files.ReadCheckpoint();
        return TrainingFailures.Told(() => Train(checkpoint));
    }

    /// <summary>Reads the examples, tells of them, and makes what trains on them.</summary>
    protected abstract TTraining Begin();

    /// <summary>How long it is.</summary>
    protected abstract int StepsOf(TTraining training);

    /// <summary>Gets ready for what steps come to.</summary>
    /// <param name="training">The training, which goes on from its checkpoint where there is one.</param>
    /// <param name="steps">Steps done.</param>
    protected virtual void Prepare(TTraining training, int steps)
    {
    }

    /// <summary>Keeps what steps came to, and tells of it.</summary>
    /// <param name="training">The training.</param>
    /// <param name="point">What they came to.</param>
    /// <param name="length">How long the training is.</param>
    protected abstract void Add(TTraining training, TPoint point, TrainingLength length);

    /// <summary>Judges the network at the end.</summary>
    /// <param name="training">The training.</param>
    /// <param name="weights">Its weights, which stay their owner's.</param>
    protected abstract TFacts Judge(TTraining training, IReadOnlyList<(string Name, Tensor<float> Tensor)> weights);

    private TrainingOutcome Train(TrainingState? checkpoint)
    {
        var begun = Host.Time.GetTimestamp();
        var (step, kept, length) = (checkpoint?.Step ?? 0, checkpoint?.Step ?? 0, new TrainingLength(null, null));
        try
        {
            using var training = Begin();
            length = new TrainingLength(StepsOf(training), null);
            if (checkpoint is not null)
            {
                RecipeMatch.Require(checkpoint, training.Recipe, files.ShownCheckpoint, "name another file with --output");
                training.Resume(checkpoint);
            }

            Prepare(training, step);
            Host.Interrupted.ThrowIfCancellationRequested();
            Observer.Observe(new TrainingBegun(step, length, training.Device, training.Recipe));
            training.Run(
                point => Add(training, point, length),
                state =>
                {
                    files.Write(state);
                    kept = state.Step;
                    Observer.Observe(new CheckpointWritten(state.Step));
                },
                Host.Interrupted,
                reach =>
                {
                    step = reach.Step;
                    Clock.Reach(reach);
                    Observer.Observe(new StepDone(reach, length, Loss, Clock.Remaining));
                });
            Facts = Finish(training);
        }
        catch (OperationCanceledException) when (Host.Interrupted.IsCancellationRequested)
        {
            // What is kept says how far it came.
        }

        return new TrainingOutcome(step, kept, length, Facts is not null, Host.Time.GetElapsedTime(begun).TotalSeconds);
    }

    private TFacts Finish(TTraining training)
    {
        var weights = training.Weights();
        try
        {
            var facts = Judge(training, weights);
            files.Finish(facts, weights);
            return facts;
        }
        finally
        {
            foreach (var (_, tensor) in weights)
            {
                tensor.Dispose();
            }
        }
    }
}
