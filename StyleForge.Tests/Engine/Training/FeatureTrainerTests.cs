using System.Globalization;
using StyleForge.Engine.Training;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Training;

/// <summary>The loop of a training: its rate, its curve, its checkpoints.</summary>
public sealed class FeatureTrainerTests : IDisposable
{
    private static readonly TrainerOptions Short = new() { Steps = 12, CheckpointEvery = 4, CurveEvery = 2, LearningRate = 0.01 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_went_on_from_a_checkpoint_ends_with_the_same_bits()
    {
        var whole = Train(Short).States;
        Assert.Equal([4, 8, 12], whole.Select(state => state.Step));
        Assert.NotEqual(whole[1].Numbers, whole[2].Numbers);

        // Through a file, as a process that goes on does.
        using (var file = File.Create(_folder.File("checkpoint")))
        {
            whole[0].Write(file);
        }

        AssertSame(whole[2], Train(Short, from: TrainingState.Read(_folder.File("checkpoint"))).States[^1]);
        AssertSame(whole[2], Train(Short, from: whole[1], threads: 2).States[^1]);
    }

    [Fact]
    public void A_cancelled_run_leaves_its_last_checkpoint_and_that_leads_to_the_same_end()
    {
        using var cancellation = new CancellationTokenSource();
        var states = new List<TrainingState>();
        using (var toy = new Toy(Toy.Distillation))
        using (var trainer = toy.Trainer(Short))
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Run(
                _ => { },
                states.Add,
                cancellation.Token,
                step =>
                {
                    if (step == 7)
                    {
                        cancellation.Cancel();
                    }
                }));
            Assert.Equal(7, trainer.StepsDone);
        }

        Assert.Equal(4, Assert.Single(states).Step);
        AssertSame(Train(Short).States[^1], Train(Short, from: states[0]).States[^1]);
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_is_refused_with_a_sentence()
    {
        var state = Train(Short).States[0];
        Refused("The checkpoint is of another recipe (other) than this run (toy).", state with { Recipe = "other" });
        Refused("The checkpoint is of another recipe", state with { Step = 13 });
        Refused("The checkpoint has 3, ", state with { Numbers = new float[3] });
        Refused($"The checkpoint has {state.Numbers.Length}, 2 and ", state with { Mean = new float[2] });
        Refused($"The checkpoint has {state.Numbers.Length}, {state.Numbers.Length} and 1 numbers", state with { Square = new float[1] });
    }

    [Fact]
    public void A_finished_training_has_nothing_left_to_do()
    {
        var end = Train(Short).States[^1];

        var (states, points) = Train(Short, from: end);

        Assert.Empty(states);
        Assert.Empty(points);
    }

    [Fact]
    public void The_loss_falls_and_points_of_the_curve_are_means_of_their_parts()
    {
        var (_, points) = Train(new TrainerOptions { Steps = 60, CurveEvery = 10, LearningRate = 0.02 });

        Assert.Equal([10, 20, 30, 40, 50, 60], points.Select(point => point.Step));
        Assert.All(points, point => Assert.Equal(point.Loss, point.Parts.Sum(), 1e-9 * point.Loss));
        Assert.True(points[^1].Loss < 0.5 * points[0].Loss, $"The loss went from {points[0].Loss} to {points[^1].Loss}.");
    }

    [Fact]
    public void The_learning_rate_rises_over_a_fiftieth_and_falls_along_a_cosine()
    {
        var options = new TrainerOptions { Steps = 1000, LearningRate = 0.01 };

        Assert.Equal(0.01 / 20, options.LearningRateAt(0), 1e-9);
        Assert.Equal(0.005, options.LearningRateAt(9), 0.005 * 1e-3);
        Assert.Equal(0.005, options.LearningRateAt(500), 1e-12);
        Assert.Equal(0.01 * (0.5 + (0.5 * Math.Sqrt(0.5))), options.LearningRateAt(250), 1e-12);
        Assert.InRange(options.LearningRateAt(999), 1e-12, 1e-7);
        Assert.Equal(19, Enumerable.Range(0, 1000).MaxBy(options.LearningRateAt));

        // Runs of a few steps do not divide by nothing.
        Assert.Equal(0.01, new TrainerOptions { Steps = 1, LearningRate = 0.01 }.LearningRateAt(0));
    }

    [Fact]
    public void A_checkpoint_is_read_back_to_the_bit_and_other_files_are_refused()
    {
        var state = new TrainingState(123, "forge-vgg; 14×14", [1, float.Epsilon, -3], [4, 5, 6], [7, 8, float.MaxValue]);
        using (var file = File.Create(_folder.File("checkpoint")))
        {
            state.Write(file);
        }

        var back = TrainingState.Read(_folder.File("checkpoint"));
        Assert.Equal((123, state.Recipe), (back.Step, back.Recipe));
        AssertSame(state, back);

        using var weights = RandomWeights.Make(Toy.Description(4), 1);
        WeightFile.Write(_folder.File("weights"), weights);
        Assert.Contains("is no checkpoint of a training run", Assert.Throws<WeightFormatException>(() => TrainingState.Read(_folder.File("weights"))).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("text"), "step,loss");
        Assert.Throws<WeightFormatException>(() => TrainingState.Read(_folder.File("text")));
        Assert.Throws<FileNotFoundException>(() => TrainingState.Read(_folder.File("absent")));
    }

    [Fact]
    public void Recipes_are_told_apart_by_what_they_say_whatever_the_language()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        var recipe = new FeatureRecipe();
        var plain = recipe.Describe("net", "p", "t");
        FeatureRecipe[] others =
        [
            recipe with { Seed = 2 },
            recipe with { Crops = recipe.Crops with { Side = 64 } },
            recipe with { Trainer = recipe.Trainer with { Steps = 7 } },
            recipe with { Trainer = recipe.Trainer with { LearningRate = 0.0031 } },
            recipe with { Trainer = recipe.Trainer with { CheckpointEvery = 100 } },
            recipe with { Distillation = recipe.Distillation with { Pairs = 9 } },
            recipe with { Distillation = recipe.Distillation with { Visited = 0.25 } },
            recipe with { Distillation = recipe.Distillation with { Transfers = 4 } },
            recipe with { Distillation = recipe.Distillation with { Differences = 0.25 } },
            recipe with { Distillation = recipe.Distillation with { UsesMaps = false } },
            recipe with { Distillation = recipe.Distillation with { Taps = ["relu1_1"] } },
        ];
        var all = others.Select(other => other.Describe("net", "p", "t"))
            .Concat([plain, recipe.Describe("other", "p", "t"), recipe.Describe("net", "q", "t"), recipe.Describe("net", "p", "u")]).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            Thread.CurrentThread.CurrentCulture = commas;
            Assert.Equal(plain, recipe.Describe("net", "p", "t"));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    private static void Refused(string sentence, TrainingState state)
    {
        using var toy = new Toy(Toy.Distillation);
        using var trainer = toy.Trainer(Short);
        Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => trainer.Resume(state)).Message, StringComparison.Ordinal);
        Assert.Equal(0, trainer.StepsDone);
    }

    private static (List<TrainingState> States, List<TrainingPoint> Points) Train(TrainerOptions options, TrainingState? from = null, int threads = 1)
    {
        using var toy = new Toy(Toy.Distillation, threads);
        using var trainer = toy.Trainer(options);
        if (from is not null)
        {
            trainer.Resume(from);
            Assert.Equal(from.Step, trainer.StepsDone);
        }

        var (states, points) = (new List<TrainingState>(), new List<TrainingPoint>());
        trainer.Run(points.Add, states.Add, CancellationToken.None);
        return (states, points);
    }

    private static void AssertSame(TrainingState expected, TrainingState actual)
    {
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(expected.Numbers, actual.Numbers);
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Equal(expected.Square, actual.Square);
    }
}
