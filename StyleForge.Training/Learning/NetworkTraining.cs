using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Training.Networks;

namespace StyleForge.Training.Learning;

/// <summary>
/// A training by gradients that libtorch finds. Whatever is drawn depends on the seed and the step alone, and checkpoints hold all that goes on from step to step.
/// </summary>
/// <typeparam name="TPoint">What the steps come to, from time to time.</typeparam>
public abstract class NetworkTraining<TPoint> : IDisposable
    where TPoint : class
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(50);

    private readonly ITrainer<TPoint> _trainer;
    private readonly TimeProvider _time;
    private readonly string _smaller;
    private double _secondsBefore;
    private long _begun;

    /// <summary>Takes over what does the steps.</summary>
    /// <param name="trainer">Does the steps.</param>
    /// <param name="time">The clock.</param>
    /// <param name="smaller">The options that make it need less memory: <c>--batch or --size</c>.</param>
    private protected NetworkTraining(ITrainer<TPoint> trainer, TimeProvider time, string smaller) => (_trainer, _time, _smaller) = (trainer, time, smaller);

    /// <summary>All that decides what comes of it, in words.</summary>
    public string Recipe => _trainer.Recipe;

    /// <summary>Where it runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => TrainingDevice.NameOf(_trainer.Device);

    /// <summary>Steps done.</summary>
    public int StepsDone { get; private set; }

    private double Seconds => _secondsBefore + _time.GetElapsedTime(_begun).TotalSeconds;

    private double Done => Math.Min(1, _trainer.Done(StepsDone, Seconds));

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="state">The checkpoint, which stays its owner's.</param>
    /// <exception cref="ArgumentException">It is of another recipe, or a part of it was lost.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public void Resume(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Recipe != Recipe)
        {
            throw new ArgumentException($"The checkpoint is of another recipe ({state.Recipe}) than this run ({Recipe}).", nameof(state));
        }

        Guarded(() =>
        {
            var saved = state.Tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor);
            foreach (var (name, own) in _trainer.Numbers())
            {
                if (!saved.TryGetValue(name, out var numbers) || numbers.Length != own.numel())
                {
                    throw new ArgumentException($"The checkpoint lacks {own.numel()} numbers of '{name}'.", nameof(state));
                }

                TensorCopy.Copy(numbers, own);
            }

            _trainer.Restore(saved, state.Step);
            (StepsDone, _secondsBefore) = (state.Step, state.Seconds);
            return true;
        });
    }

    /// <summary>Trains to the end. A checkpoint is saved about every minute, at the end, and when the training is cancelled, but never with what is no number.</summary>
    /// <param name="observe">Gets what the steps come to.</param>
    /// <param name="save">Gets the state at each checkpoint, which it does not keep.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="stepped">Gets how far it is after each step; or null.</param>
    /// <exception cref="OptimisationException">The loss, or something learned, is no longer a number.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<TPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<TrainingReach>? stepped = null)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(save);
        Guarded(() =>
        {
            Walk(observe, save, stepped, cancellation);
            return true;
        });
    }

    /// <summary>The weights that it has come to.</summary>
    /// <returns>Names and tensors; the caller disposes the tensors.</returns>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => Guarded(_trainer.Weights);

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does something on the device, and says in a sentence what became of it where it failed.</summary>
    private protected T Guarded<T>(Func<T> work) => TrainingDevice.Guard(work, _smaller);

    private void Walk(Action<TPoint> observe, Action<TrainingState> save, Action<TrainingReach>? stepped, CancellationToken cancellation)
    {
        _begun = _time.GetTimestamp();
        var (last, kept) = (_begun, StepsDone);
        while (Done is < 1 and var done)
        {
            if (cancellation.IsCancellationRequested)
            {
                if (StepsDone > kept)
                {
                    Save(save);
                }

                cancellation.ThrowIfCancellationRequested();
            }

            _trainer.Step(StepsDone, done);
            StepsDone++;
            var reach = new TrainingReach(StepsDone, Done);
            stepped?.Invoke(reach);
            if (_trainer.Look(StepsDone, reach.Done >= 1) is { } point)
            {
                observe(point);
            }

            if (_time.GetElapsedTime(last) >= BetweenCheckpoints)
            {
                Save(save);
                (last, kept) = (_time.GetTimestamp(), StepsDone);
            }
        }

        Save(save);
    }

    private void Save(Action<TrainingState> save)
    {
        using var state = new TrainingState(
            StepsDone, _trainer.IsTimed ? Seconds : 0, Done >= 1, Recipe, [.. _trainer.Numbers().Select(pair => (pair.Name, TensorCopy.ToMemory(pair.Numbers))), .. _trainer.Besides()]);

        // The last good checkpoint stays: nothing comes of one that holds what is no number.
        foreach (var (name, numbers) in state.Tensors)
        {
            FiniteNumbers.Require(numbers.Span, $"Something in '{name}'", StepsDone, _trainer.LearningRate);
        }

        save(state);
    }
}
