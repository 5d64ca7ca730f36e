using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Tests.Host;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Learning;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Tests.Training.Learning;

public sealed class NetworkTrainingTests
{
    private readonly ManualTime _time = new();
    private readonly List<(int Step, bool IsDone, float Number)> _saved = [];

    [TorchFact]
    public void A_checkpoint_is_saved_after_each_fifty_seconds_and_at_the_end()
    {
        using var training = new Counting(new Counter(10), _time);
        var points = new List<string>();

        training.Run(points.Add, Save, CancellationToken.None, _ => _time.Advance(TimeSpan.FromSeconds(20)));

        Assert.Equal([(3, false, 3), (6, false, 6), (9, false, 9), (10, true, 10)], _saved);
        Assert.Equal(["4", "8", "10, the last"], points);
    }

    [TorchFact]
    public void Where_it_is_cancelled_the_steps_since_the_last_checkpoint_are_saved_and_it_goes_on_from_there()
    {
        using var stop = new CancellationTokenSource();
        TrainingState? kept = null;
        using (var first = new Counting(new Counter(10), _time))
        {
            Assert.Throws<OperationCanceledException>(() => first.Run(_ => { }, state => kept = Copy(state), stop.Token, reach =>
            {
                if (reach.Step == 6)
                {
                    stop.Cancel();
                }
            }));
        }

        using var second = new Counting(new Counter(10), _time);
        var reached = new List<double>();
        second.Resume(kept!);
        second.Run(_ => { }, Save, CancellationToken.None, reach => reached.Add(reach.Done));

        Assert.Equal((6, false), (kept!.Step, kept.IsDone));
        Assert.Equal([0.7, 0.8, 0.9, 1], reached);
        Assert.Equal([(10, true, 10)], _saved);
        kept.Dispose();
    }

    [TorchFact]
    public void Nothing_is_saved_where_nothing_was_done_since_the_last_checkpoint()
    {
        using var training = new Counting(new Counter(10), _time);

        Assert.Throws<OperationCanceledException>(() => training.Run(_ => { }, Save, new CancellationToken(canceled: true)));

        Assert.Empty(_saved);
    }

    [TorchFact]
    public void What_is_no_number_ends_it_and_the_last_good_checkpoint_stays()
    {
        using var training = new Counting(new Counter(10) { BreaksAt = 5 }, _time);

        var failure = Assert.Throws<OptimisationException>(() => training.Run(_ => { }, Save, CancellationToken.None, _ => _time.Advance(TimeSpan.FromSeconds(20))));

        Assert.Equal("Something in 'counter' is no longer a number at step 6: lower the learning rate (0.5).", failure.Message);
        Assert.Equal([(3, false, 3)], _saved);
    }

    [TorchFact]
    public void A_checkpoint_of_another_recipe_or_without_its_numbers_is_refused()
    {
        using var training = new Counting(new Counter(10), _time);
        using var other = new TrainingState(3, 0, false, "twelve steps", []);
        using var empty = new TrainingState(3, 0, false, "10 steps", []);

        Assert.StartsWith("The checkpoint is of another recipe (twelve steps) than this run (10 steps).", Assert.Throws<ArgumentException>(() => training.Resume(other)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The checkpoint lacks 1 numbers of 'counter'.", Assert.Throws<ArgumentException>(() => training.Resume(empty)).Message, StringComparison.Ordinal);
        Assert.Equal(0, training.StepsDone);
    }

    [TorchFact]
    public void Where_time_decides_the_seconds_of_all_runs_count()
    {
        using var training = new Counting(new Counter(1000) { IsTimed = true }, _time);
        using var state = new TrainingState(2, 60, false, "1000 steps", [("counter", Tensor<float>.From([1], [2]))]);
        training.Resume(state);

        training.Run(_ => { }, Save, CancellationToken.None, _ => _time.Advance(TimeSpan.FromSeconds(20)));

        Assert.Equal([(4, true, 4)], _saved);
    }

    private static TrainingState Copy(TrainingState state) =>
        state with { Tensors = [.. state.Tensors.Select(pair => (pair.Name, Tensor<float>.From(pair.Tensor.Shape, pair.Tensor.Span)))] };

    private void Save(TrainingState state) => _saved.Add((state.Step, state.IsDone, state.Tensors[0].Tensor.Span[0]));

    private sealed class Counting(Counter counter, TimeProvider time) : NetworkTraining<string>(counter, time, "--count");

    // Counts its steps in a tensor; timed, it lasts a hundred seconds.
    private sealed class Counter(int steps) : ITrainer<string>
    {
        private readonly Tensor _count = zeros(1);

        public int BreaksAt { get; init; } = -1;

        public bool IsTimed { get; init; }

        public string Recipe => $"{steps} steps";

        public Device Device => CPU;

        public double LearningRate => 0.5;

        public double Done(int done, double seconds) => IsTimed ? seconds / 100 : (double)done / steps;

        public void Step(int done, double share)
        {
            using var scope = NewDisposeScope();
            _count.add_(Held(done == BreaksAt ? double.NaN : 1), One);
        }

        public string? Look(int done, bool isDone) => isDone ? $"{done}, the last" : done % 4 == 0 ? $"{done}" : null;

        public IReadOnlyList<(string Name, Tensor Numbers)> Numbers() => [("counter", _count)];

        public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => [];

        public void Dispose() => _count.Dispose();
    }
}
