using StyleForge.Engine.Optimisation;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Training;

/// <summary>
/// Trains a network: steps of Muon and Adam on the mean of a task's items, with a learning rate that falls along a cosine. Whatever is
/// drawn depends on the seed and the step alone, so that a run that was stopped at a checkpoint ends with the same bits.
/// </summary>
public sealed class FeatureTrainer : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly TrainerOptions _options;
    private readonly TrainingObjective _objective;
    private readonly FeatureOptimiser _optimiser;
    private readonly ChannelMeans _means;
    private readonly float[] _numbers;
    private readonly double[] _parts;

    /// <summary>Joins network and task.</summary>
    /// <param name="network">The network to train; stays its owner's.</param>
    /// <param name="task">What it is to learn; stays its owner's.</param>
    /// <param name="crops">Pictures to measure channel means on.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="recipe">All that decides the result, in words, for checkpoints.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public FeatureTrainer(Network<float> network, ITrainingTask task, CropSampler crops, TrainerOptions options, string recipe, WorkerPool workers, TensorPool pool)
    {
        (_task, _options, Recipe) = (task, options, recipe);
        _objective = new TrainingObjective(network, task, workers);
        _numbers = _objective.First();
        _parts = new double[task.PartNames.Count];
        _optimiser = new FeatureOptimiser(network, _numbers.Length, options, workers);
        _means = new ChannelMeans(network, _optimiser.MeanTaps, crops, workers, pool);
    }

    /// <summary>All that decides the result, in words.</summary>
    public string Recipe { get; }

    /// <summary>Steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is of another recipe, or a part of it was lost.</exception>
    public void Resume(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Recipe != Recipe || state.Step > _options.Steps)
        {
            throw new ArgumentException($"The checkpoint is of another recipe ({state.Recipe}) than this run ({Recipe}).", nameof(state));
        }

        if (state.Numbers.Length != _numbers.Length || state.Mean.Length != _numbers.Length || state.Square.Length != _numbers.Length)
        {
            throw new ArgumentException(
                $"The checkpoint has {state.Numbers.Length}, {state.Mean.Length} and {state.Square.Length} numbers, but each of the three should be {_numbers.Length}.", nameof(state));
        }

        state.Numbers.CopyTo(_numbers, 0);
        state.Mean.CopyTo(_optimiser.Mean);
        state.Square.CopyTo(_optimiser.Square);
        StepsDone = _optimiser.StepsTaken = state.Step;
        _task.Restart(state.Step);
    }

    /// <summary>Trains to the end; the network has the last numbers then. At each checkpoint it has those of the checkpoint.</summary>
    /// <param name="observe">Gets each point of the curve.</param>
    /// <param name="save">Gets the state at each checkpoint and at the end.</param>
    /// <param name="cancellation">Stops between two steps; what was done since the last checkpoint is lost.</param>
    /// <param name="stepped">Gets the steps done after each step, before what the step gives to the others; or null.</param>
    /// <exception cref="OptimisationException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<TrainingPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<int>? stepped = null)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(save);
        var (loss, parts) = (0.0, new double[_parts.Length]);
        while (StepsDone < _options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            _objective.StepNumber = StepsDone;
            // After a checkpoint too, so that a run that goes on from it has the same means.
            if (_options.IsCentred && (StepsDone % FeatureOptimiser.MeanEvery == 0 || StepsDone % _options.CheckpointEvery == 0))
            {
                _objective.Put(_numbers);
                _optimiser.SetMeans(_means.Measure());
            }

            loss += _optimiser.Step(_objective, _numbers, _options.LearningRateAt(StepsDone), _parts) / _options.CurveEvery;
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] += _parts[i] / _options.CurveEvery;
            }

            StepsDone++;
            stepped?.Invoke(StepsDone);
            if (StepsDone % _options.CurveEvery == 0)
            {
                observe(new TrainingPoint(StepsDone, loss, parts));
                (loss, parts) = (0, new double[_parts.Length]);
            }

            if (StepsDone % _options.CheckpointEvery == 0 || StepsDone == _options.Steps)
            {
                _task.Restart(StepsDone);
                _objective.Put(_numbers);
                save(new TrainingState(StepsDone, Recipe, [.. _numbers], [.. _optimiser.Mean], [.. _optimiser.Square]));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _objective.Dispose();
        _optimiser.Dispose();
        _means.Dispose();
    }
}
