using StyleForge.Engine.Training;
using StyleForge.Models.Training;

namespace StyleForge.Tests.Engine.Training;

/// <summary>The loss of a training step, both networks included.</summary>
public sealed class DistillationTests
{
    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public void The_gradient_of_a_step_is_that_of_difference_quotients(bool usesMaps, double differences)
    {
        var options = Toy.Distillation with { UsesMaps = usesMaps, Differences = differences, Visited = 0, Pairs = 2 };
        using var toy = new Toy(options, studentWidth: usesMaps ? null : 9);
        using var objective = new TrainingObjective(toy.Student, toy.Task, toy.Workers) { StepNumber = 3 };
        var numbers = objective.First();
        var gradient = new float[numbers.Length];
        var parts = new double[objective.PartNames.Count];
        objective.Evaluate(numbers, gradient, parts);
        Assert.All(parts, part => Assert.True(part > 0, "A part that is zero proves nothing."));
        var value = Value(parts);

        // Each tensor alone, and all maps: an error in one cannot hide behind another.
        var places = new ParameterLayout(toy.Student.Description).Slots.Select(slot => (slot.Name, slot.Offset, Length: slot.Shape.ElementCount)).ToList();
        if (usesMaps)
        {
            places.Add(("head", numbers.Length - toy.Task.HeadLength, toy.Task.HeadLength));
        }

        foreach (var (name, offset, length) in places)
        {
            // Along the signs of the gradient, so that the value changes by much more than the rounding of floats (1e-6 of it);
            // by a thousandth of it in all, so that few rectifiers and maxima change sides on the way.
            var random = new Random(length);
            var direction = new float[numbers.Length];
            for (var i = offset; i < offset + length; i++)
            {
                direction[i] = Math.Sign(gradient[i]) * (0.5f + random.NextSingle());
            }

            var analytic = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            var step = 5e-4 * value / analytic;
            var numeric = (At(step) - At(-step)) / (2 * step);
            Assert.True(Math.Abs(numeric - analytic) <= 0.01 * analytic, $"By {name} the gradient is {analytic}, difference quotients give {numeric}.");

            double At(double distance)
            {
                objective.Evaluate([.. numbers.Zip(direction, (number, d) => (float)(number + (distance * d)))], new float[numbers.Length], parts);
                return Value(parts);
            }
        }

        double Value(double[] all) => (all[..3].Sum() + (differences * all[3..].Sum())) / 3;
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var one = Steps(threads: 1);
        Assert.Contains(one, number => number != 0);
        Assert.Equal(one, Steps(threads: 2));
        Assert.Equal(one, Steps(threads: 3));
    }

    [Fact]
    public void A_step_depends_on_its_number_alone_where_nothing_is_visited()
    {
        using var toy = new Toy(Toy.Distillation with { Visited = 0 });
        using var objective = new TrainingObjective(toy.Student, toy.Task, toy.Workers);
        var numbers = objective.First();
        var (first, second, again) = (new float[numbers.Length], new float[numbers.Length], new float[numbers.Length]);
        var parts = new double[objective.PartNames.Count];
        objective.StepNumber = 4;
        objective.Evaluate(numbers, first, parts);
        objective.StepNumber = 5;
        objective.Evaluate(numbers, second, parts);
        objective.StepNumber = 4;
        objective.Evaluate(numbers, again, parts);

        Assert.Equal(first, again);
        Assert.NotEqual(first, second);
    }

    // Transfers allocate when they begin anew: an objective, an optimiser, copies of the crops. So they are left out here.
    [Fact]
    public void A_warm_step_without_transfers_allocates_nothing()
    {
        using var toy = new Toy(Toy.Distillation with { Visited = 0 });
        using var objective = new TrainingObjective(toy.Student, toy.Task, toy.Workers);
        var numbers = objective.First();
        var gradient = new float[numbers.Length];
        var parts = new double[objective.PartNames.Count];
        long allocated = 0;
        for (var step = 0; step < 12; step++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            objective.StepNumber = step;
            objective.Evaluate(numbers, gradient, parts);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void All_memory_comes_back()
    {
        var toy = new Toy(Toy.Distillation);
        var objective = new TrainingObjective(toy.Student, toy.Task, toy.Workers);
        var numbers = objective.First();
        objective.Evaluate(numbers, new float[numbers.Length], new double[objective.PartNames.Count]);
        Assert.True(toy.Pool.Outstanding > 0);

        objective.Dispose();
        toy.Dispose();
        Assert.Equal(0, toy.Pool.Outstanding);
    }

    [Fact]
    public void Parts_are_named_and_the_head_holds_a_map_a_tap()
    {
        using var toy = new Toy(Toy.Distillation);

        Assert.Equal(
            ["features relu1_1", "features relu1_2", "features relu2_1", "differences relu1_1", "differences relu1_2", "differences relu2_1"], toy.Task.PartNames);
        Assert.Equal((4 * 9) + (4 * 9) + (5 * 10), toy.Task.HeadLength);
        Assert.Equal(4, toy.Task.Items);
    }

    [Fact]
    public void Without_maps_a_teacher_of_another_width_is_refused() => Assert.StartsWith(
        "Without maps, student and teacher must be of the same width, but at relu1_1 the one has 4 channels and the other 9.",
        Assert.Throws<ArgumentException>(() => new Toy(Toy.Distillation with { UsesMaps = false })).Message,
        StringComparison.Ordinal);

    // The gradients of some steps, with transfers in every one.
    private static float[] Steps(int threads)
    {
        using var toy = new Toy(Toy.Distillation, threads);
        using var objective = new TrainingObjective(toy.Student, toy.Task, toy.Workers);
        var numbers = objective.First();
        var gradient = new float[numbers.Length];
        var parts = new double[objective.PartNames.Count];
        var all = new List<float>();
        for (var step = 0; step < 5; step++)
        {
            objective.StepNumber = step;
            all.Add((float)objective.Evaluate(numbers, gradient, parts));
            all.AddRange(gradient);
        }

        return [.. all];
    }
}
