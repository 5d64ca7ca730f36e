using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.Engine.Losses;

namespace StyleForge.Tests.Engine.Optimisation;

public sealed class AdamTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly double[] _parts = new double[1];

    /// <summary>Five steps of torch.optim.Adam from zero: learning rate, β₂, whether the picture was clamped to 0 to 1 after each step, value, picture.</summary>
    public static TheoryData<double, double, bool, double, double[]> References => new()
    {
        { 10, 0.999, false, 1174.15555119, [6.939459949, -6.9170613127, -6.4227135418, -7.2695953952, 6.179422497, 5.6834888536] },
        { 1, 0.999, false, 1.95023793822, [0.4891877643, 0.6295649833, 0.8113448711, -0.3763199174, -0.4779313593, -0.9701899482] },
        { 0.02, 0.99, false, 9.66299680252, [0.0060672267, 0.0997733274, 0.0997904703, 0.0972524163, -0.0997502562, -0.099808264] },
        { 10, 0.999, true, 9.05043687986, [0, 0.3306133223, 1, 0, 0, 0] },
        { 1, 0.999, true, 8.61296818981, [0, 0.9330613335, 1, 0, 0, 0] },
        { 0.02, 0.99, true, 11.4567896012, [0, 0.0997729137, 0.0997904712, 0.0971883037, 0, 0] },
    };

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Picture_after_five_steps_equals_the_reference_numbers(double learningRate, double beta2, bool keepInBox, double value, double[] picture)
    {
        var options = new AdamOptions { LearningRate = learningRate, Beta2 = beta2, KeepInBox = keepInBox };
        using var optimiser = new Adam<double>(6, options, _workers, _pool);
        var x = new double[6];
        for (var step = 0; step < 5; step++)
        {
            optimiser.Step(Objectives.Reference, x, _parts);
        }

        Assert.Equal(picture, x, (a, b) => Math.Abs(a - b) < 0.6e-10); // printed to nine or ten decimals
        Expect.Near(value, Objectives.Reference.Evaluate(x, new double[6], _parts));
    }

    [Fact]
    public void Value_and_parts_are_those_of_the_picture_as_it_came_in()
    {
        using var optimiser = new Adam<double>(6, new AdamOptions(), _workers, _pool);
        var x = new double[6];
        for (var step = 0; step < 5; step++)
        {
            var here = Objectives.Reference.Evaluate(x, new double[6], _parts);
            Assert.Equal(here, optimiser.Step(Objectives.Reference, x, _parts));
            Assert.Equal(here, _parts[0]);
        }
    }

    [Fact]
    public void Every_element_of_every_tail_moves_alike_and_stays_in_the_box()
    {
        // Steps of 0.4 toward 3 and away from it: x reaches 1 or 0, and not beyond.
        for (var length = 1; length <= 40; length++)
        {
            var toThree = new FunctionObjective<float>(length, (x, g) =>
            {
                var value = 0.0;
                for (var i = 0; i < x.Length; i++)
                {
                    g[i] = i % 3 == 0 ? x[i] + 3 : x[i] - 3;
                    value += 0.5 * g[i] * g[i];
                }

                return value;
            });
            using var optimiser = new Adam<float>(length, new AdamOptions { LearningRate = 0.4 }, _workers, _pool);
            var x = new float[length];
            Array.Fill(x, 0.5f);
            optimiser.Step(toThree, x, _parts);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(i % 3 == 0 ? 0.1f : 0.9f, x[i], tolerance: 1e-6f); // Adam's first step has the length α
            }

            optimiser.Step(toThree, x, _parts);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(i % 3 == 0 ? 0f : 1f, x[i]);
            }
        }
    }

    [Fact]
    public void Loss_that_is_no_number_is_refused_in_one_sentence()
    {
        var evaluations = 0;
        var bowl = Objectives.Bowl<double>(4);
        var flawed = new FunctionObjective<double>(4, (x, g) =>
        {
            var value = bowl.Evaluate(x, g, new double[1]);
            g[3] = ++evaluations == 2 ? double.PositiveInfinity : g[3];
            return value;
        });
        using var optimiser = new Adam<double>(4, new AdamOptions(), _workers, _pool);
        var x = new double[4];
        optimiser.Step(flawed, x, _parts);
        var problem = Assert.Throws<OptimisationException>(() => optimiser.Step(flawed, x, _parts));
        Assert.Equal(
            "The loss is no longer a number at iteration 2: lower learningRate (0.02), or the weights of content and style.",
            problem.Message);
    }

    [Fact]
    public void Number_of_threads_does_not_change_a_bit()
    {
        var alone = DescendLarge(threads: 1);
        Assert.Equal(alone, DescendLarge(threads: 2));
        Assert.Equal(alone, DescendLarge(threads: 5));
    }

    [Fact]
    public void Steps_allocate_nothing_after_the_first_one()
    {
        var objective = Objectives.Bowl<float>(40000);
        using var optimiser = new Adam<float>(40000, new AdamOptions(), _workers, _pool);
        var x = new float[40000];
        optimiser.Step(objective, x, _parts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 5; step++)
        {
            optimiser.Step(objective, x, _parts);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        AssertRefused("LearningRate is -1, but must be above 0.", () => new AdamOptions { LearningRate = -1 });
        AssertRefused("Beta1 is 1, but must be from 0 to below 1.", () => new AdamOptions { Beta1 = 1 });
        AssertRefused("Beta2 is NaN, but must be from 0 to below 1.", () => new AdamOptions { Beta2 = double.NaN });
        AssertRefused("Epsilon is 0, but must be above 0.", () => new AdamOptions { Epsilon = 0 });
    }

    private static void AssertRefused(string message, Func<object> make)
        => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);

    private static string DescendLarge(int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        var objective = Objectives.Bowl<float>(50005);
        using var optimiser = new Adam<float>(50005, new AdamOptions(), workers, pool);
        var x = new float[50005];
        var value = 0.0;
        for (var step = 0; step < 5; step++)
        {
            value = optimiser.Step(objective, x, new double[1]);
        }

        return Bits.Of<float>(value, x);
    }
}
