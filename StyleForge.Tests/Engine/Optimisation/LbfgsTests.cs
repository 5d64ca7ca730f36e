using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.Engine.Losses;

namespace StyleForge.Tests.Engine.Optimisation;

public sealed class LbfgsTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly double[] _parts = new double[1];

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Values_equal_the_reference_numbers()
    {
        double[] expected = [12.3572363663, 5.7967519198, 0.4170906311, 0.2247060176, 0.1699644751, 0.1695186724];
        using var optimiser = new Lbfgs<double>(6, new LbfgsOptions { History = 100 }, _workers, _pool);
        var x = new double[6];
        foreach (var value in expected)
        {
            Assert.Equal(value, optimiser.Step(Objectives.Reference, x, _parts), tolerance: 0.6e-10); // printed to ten decimals
        }
    }

    [Fact]
    public void Picture_after_two_steps_equals_the_reference_numbers()
    {
        // torch.optim.LBFGS with max_iter 3 stops where it has evaluated three times, which is after two moves.
        var x = Descend(steps: 2);
        AssertPicture([-0.0029405962, 0.5237905258, 0.7574443435, 0.1396822267, -0.7825161527, -0.9955591775], x);
        Assert.Equal(0.417090631129, Objectives.Reference.Evaluate(x, new double[6], _parts), tolerance: 0.6e-12);
    }

    [Fact]
    public void Picture_after_ten_steps_equals_the_reference_numbers()
    {
        var x = Descend(steps: 10);
        AssertPicture([-0.0407627513, 0.8148548122, 0.8887335866, 0.1392969218, -0.7470543746, -0.9498324506], x);
        Assert.Equal(0.169265109455, Objectives.Reference.Evaluate(x, new double[6], _parts), tolerance: 0.6e-12);
    }

    [Fact]
    public void Value_and_parts_are_those_of_the_picture_as_it_came_in()
    {
        using var optimiser = new Lbfgs<double>(6, new LbfgsOptions(), _workers, _pool);
        var x = new double[6];
        for (var step = 0; step < 5; step++)
        {
            var here = Objectives.Reference.Evaluate(x, new double[6], _parts);
            Assert.Equal(here, optimiser.Step(Objectives.Reference, x, _parts));
            Assert.Equal(here, _parts[0]);
        }
    }

    [Theory]
    [InlineData(-26)]
    [InlineData(-13)]
    [InlineData(13)]
    [InlineData(26)]
    public void The_unit_of_the_objective_does_not_change_a_bit_of_the_way(int exponent)
    {
        var factor = Math.Pow(2, exponent);
        foreach (var objective in (FunctionObjective<double>[])[Objectives.Reference, Objectives.Bowl<double>(6)])
        {
            var scaled = new FunctionObjective<double>(6, (x, g) =>
            {
                var value = objective.Evaluate(x, g, new double[1]);
                foreach (ref var slope in g)
                {
                    slope *= factor;
                }

                return factor * value;
            });
            using var one = new Lbfgs<double>(6, new LbfgsOptions(), _workers, _pool);
            using var other = new Lbfgs<double>(6, new LbfgsOptions(), _workers, _pool);
            var (here, there) = (new double[6], new double[6]);
            for (var step = 0; step < 12; step++)
            {
                Assert.Equal(factor * one.Step(objective, here, _parts), other.Step(scaled, there, _parts));
                Assert.Equal(here, there);
            }
        }
    }

    [Fact]
    public void On_level_ground_it_stays_where_it_is()
    {
        var plain = new FunctionObjective<double>(2, (_, g) =>
        {
            g.Clear();
            return 3;
        });
        using var optimiser = new Lbfgs<double>(2, new LbfgsOptions(), _workers, _pool);
        double[] x = [0.25, -1];
        for (var step = 0; step < 3; step++)
        {
            Assert.Equal(3, optimiser.Step(plain, x, _parts));
        }

        Assert.Equal([0.25, -1], x);
    }

    [Fact]
    public void Bowl_is_at_its_bottom_in_few_steps()
    {
        var objective = Objectives.Bowl<double>(50);
        using var optimiser = new Lbfgs<double>(50, new LbfgsOptions(), _workers, _pool);
        var x = new double[50];
        var value = 0.0;
        for (var step = 0; step < 25; step++)
        {
            value = optimiser.Step(objective, x, _parts);
        }

        Assert.InRange(value, 0, 1e-10); // from 137 at the start
    }

    [Fact]
    public void Rosenbrocks_valley_is_walked_to_its_end_and_no_more_is_remembered_than_allowed()
    {
        using var optimiser = new Lbfgs<double>(2, new LbfgsOptions { History = 3 }, _workers, _pool);
        double[] x = [-1.2, 1];
        var best = double.PositiveInfinity;
        for (var step = 0; step < 200; step++)
        {
            best = Math.Min(best, optimiser.Step(Objectives.Rosenbrock, x, _parts));
            Assert.InRange(optimiser.Remembered, 0, 3);
        }

        Assert.InRange(best, 0, 1e-10); // from 24.2 at the start
    }

    [Fact]
    public void Step_along_which_the_function_does_not_curve_upward_is_not_remembered()
    {
        var slope = new FunctionObjective<double>(1, (x, g) =>
        {
            g[0] = 1;
            return x[0] + 100;
        });
        using var optimiser = new Lbfgs<double>(1, new LbfgsOptions(), _workers, _pool);
        var x = new double[1];
        for (var step = 0; step < 4; step++)
        {
            optimiser.Step(slope, x, _parts);
            Assert.Equal(0, optimiser.Remembered);
        }

        Assert.Equal(-4, x[0]); // each step has the length 1/‖g‖₁
    }

    [Fact]
    public void A_start_on_a_hilltop_is_left_in_a_few_steps()
    {
        // Σ(x²−1)² curves downward around 0, so that the first steps bring no pair worth remembering; its bottom is at ±1.
        const int length = 3000;
        var hill = new FunctionObjective<double>(length, (x, g) =>
        {
            var value = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var off = (x[i] * x[i]) - 1;
                value += off * off;
                g[i] = 4 * x[i] * off;
            }

            return value;
        });
        using var optimiser = new Lbfgs<double>(length, new LbfgsOptions(), _workers, _pool);
        var x = Enumerable.Range(0, length).Select(i => 1e-3 * (1 + (i % 7))).ToArray();

        var values = Enumerable.Range(0, 40).Select(_ => optimiser.Step(hill, x, _parts)).ToArray();

        Assert.True(values[^1] < 0.01 * values[0], $"From {values[0]} the value came to {values[^1]} only.");
    }

    [Fact]
    public void Nothing_moves_at_the_bottom()
    {
        using var optimiser = new Lbfgs<double>(50, new LbfgsOptions(), _workers, _pool);
        var x = new double[50];
        Array.Fill(x, 1);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(0, optimiser.Step(Objectives.Bowl<double>(50), x, _parts));
        }

        Assert.All(x, number => Assert.Equal(1, number));
        Assert.Equal(0, optimiser.Restarts);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e6)]
    public void Bad_value_brings_the_best_picture_back_and_smaller_steps_that_arrive(double beyond)
    {
        // A bowl with a wall close by: too long a step lands where the value is bad.
        var bowl = Objectives.Bowl<double>(4);
        var walled = new FunctionObjective<double>(4, (x, g) =>
        {
            var value = bowl.Evaluate(x, g, new double[1]);
            foreach (var number in x)
            {
                value = Math.Abs(number) > 1.5 ? beyond : value;
            }

            return value;
        });
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions { LearningRate = 8 }, _workers, _pool);
        var x = new double[4];
        var restored = false;
        var best = (Value: double.PositiveInfinity, Picture: (double[])[]);
        for (var step = 0; step < 200; step++)
        {
            var came = x.ToArray();
            var restarts = optimiser.Restarts;
            var value = optimiser.Step(walled, x, _parts);
            best = value < best.Value ? (value, came) : best;
            if (optimiser.Restarts > restarts)
            {
                Assert.Equal(beyond, value);
                Assert.Equal(best.Picture, x);
                Assert.Equal(0, optimiser.Remembered);
                restored = true;
            }
        }

        Assert.True(restored);
        Assert.InRange(best.Value, 0, 1e-8); // from 5 at the start
    }

    [Fact]
    public void Gradient_that_is_no_number_counts_as_a_bad_value()
    {
        var evaluations = 0;
        var bowl = Objectives.Bowl<double>(4);
        var flawed = new FunctionObjective<double>(4, (x, g) =>
        {
            var value = bowl.Evaluate(x, g, new double[1]);
            g[2] = ++evaluations == 3 ? double.NaN : g[2];
            return value;
        });
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions(), _workers, _pool);
        var x = new double[4];
        for (var step = 0; step < 10; step++)
        {
            optimiser.Step(flawed, x, _parts);
            Assert.All(x, number => Assert.True(double.IsFinite(number)));
        }

        Assert.Equal(1, optimiser.Restarts);
    }

    [Fact]
    public void Restarts_do_not_count_towards_the_end_as_long_as_pictures_get_better()
    {
        // Every fourth evaluation fails, so there are far more restarts than allowed in a row.
        var evaluations = 0;
        var bowl = Objectives.Bowl<double>(4);
        var shaky = new FunctionObjective<double>(4, (x, g) =>
        {
            var value = bowl.Evaluate(x, g, new double[1]);
            return ++evaluations % 4 == 0 ? double.NaN : value;
        });
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions { MaximumRestarts = 1 }, _workers, _pool);
        var x = new double[4];
        for (var step = 0; step < 40; step++)
        {
            optimiser.Step(shaky, x, _parts);
        }

        Assert.Equal(10, optimiser.Restarts);
    }

    [Fact]
    public void After_the_last_restart_a_sentence_says_what_to_do_and_the_picture_is_the_best()
    {
        var evaluations = 0;
        var bowl = Objectives.Bowl<double>(4);
        var doomed = new FunctionObjective<double>(4, (x, g) =>
            evaluations++ == 0 ? bowl.Evaluate(x, g, new double[1]) : double.NaN);
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions { MaximumRestarts = 2 }, _workers, _pool);
        double[] x = [0.1, 0.2, 0.3, 0.4];
        optimiser.Step(doomed, x, _parts);
        Assert.Equal(double.NaN, optimiser.Step(doomed, x, _parts));
        Assert.Equal(double.NaN, optimiser.Step(doomed, x, _parts));
        var problem = Assert.Throws<OptimisationException>(() => optimiser.Step(doomed, x, _parts));
        Assert.Equal(
            "The loss is no longer a number at iteration 4, after 2 restarts with ever smaller steps: lower learningRate (1), or use the optimiser adam.",
            problem.Message);
        Assert.Equal([0.1, 0.2, 0.3, 0.4], x);
    }

    [Fact]
    public void First_picture_without_a_value_is_refused_at_once()
    {
        var nothing = new FunctionObjective<double>(4, (x, g) => double.NaN);
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions(), _workers, _pool);
        var problem = Assert.Throws<OptimisationException>(() => optimiser.Step(nothing, new double[4], _parts));
        Assert.StartsWith("The loss of the first picture is not a number", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Number_of_threads_does_not_change_a_bit()
    {
        var alone = DescendLarge(threads: 1);
        Assert.Equal(alone, DescendLarge(threads: 2));
        Assert.Equal(alone, DescendLarge(threads: 5));
    }

    [Fact]
    public void Steps_allocate_nothing_after_the_first_ones()
    {
        var objective = Objectives.Bowl<float>(40000);
        using var optimiser = new Lbfgs<float>(40000, new LbfgsOptions { History = 3 }, _workers, _pool);
        var x = new float[40000];
        optimiser.Step(objective, x, _parts);
        optimiser.Step(objective, x, _parts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 6; step++)
        {
            optimiser.Step(objective, x, _parts);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Memory_is_twice_the_history_and_four_pictures()
    {
        using var optimiser = new Lbfgs<float>(16384, new LbfgsOptions { History = 3 }, _workers, _pool);
        Assert.InRange(_pool.Bytes, 10 * 16384 * sizeof(float), (10 * 16384 * sizeof(float)) + 64);
    }

    [Fact]
    public void Picture_of_another_size_is_refused_in_one_sentence()
    {
        using var optimiser = new Lbfgs<double>(4, new LbfgsOptions(), _workers, _pool);
        var problem = Assert.Throws<ArgumentException>(() => optimiser.Step(Objectives.Reference, new double[6], _parts));
        Assert.Equal("The objective has 6 numbers, but this was made for pictures of 4: make one for each pyramid level.", problem.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        AssertRefused("LearningRate is 0, but must be above 0.", () => new LbfgsOptions { LearningRate = 0 });
        AssertRefused("LearningRate is NaN, but must be above 0.", () => new LbfgsOptions { LearningRate = double.NaN });
        AssertRefused("History is 0, but must be from 1 to 1000.", () => new LbfgsOptions { History = 0 });
        AssertRefused("MinimumCurvature is -1, but must be 0 or more.", () => new LbfgsOptions { MinimumCurvature = -1 });
        AssertRefused("RiseLimit is -2, but must be above 0.", () => new LbfgsOptions { RiseLimit = -2 });
        AssertRefused("RestartFactor is 1, but must be above 0 and below 1.", () => new LbfgsOptions { RestartFactor = 1 });
        AssertRefused("MaximumRestarts is 101, but must be from 0 to 100.", () => new LbfgsOptions { MaximumRestarts = 101 });
    }

    private static void AssertRefused(string message, Func<object> make)
        => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);

    private static void AssertPicture(double[] expected, double[] actual)
        => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 0.6e-10); // printed to ten decimals

    private static string DescendLarge(int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        var objective = Objectives.Bowl<float>(50005);
        using var optimiser = new Lbfgs<float>(50005, new LbfgsOptions { History = 3 }, workers, pool);
        var x = new float[50005];
        var value = 0.0;
        for (var step = 0; step < 7; step++)
        {
            value = optimiser.Step(objective, x, new double[1]);
        }

        return Bits.Of<float>(value, x);
    }

    private double[] Descend(int steps)
    {
        using var optimiser = new Lbfgs<double>(6, new LbfgsOptions { History = 100 }, _workers, _pool);
        var x = new double[6];
        for (var step = 0; step < steps; step++)
        {
            optimiser.Step(Objectives.Reference, x, _parts);
        }

        return x;
    }
}
