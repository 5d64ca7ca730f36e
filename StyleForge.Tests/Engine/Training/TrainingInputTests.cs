using StyleForge.Engine.Training;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Training;

/// <summary>What a network in training is shown, and how it is scaled.</summary>
public sealed class TrainingInputTests
{
    private static readonly CropSampler Crops = new(Toy.Pictures, new CropOptions { Side = Toy.Side }, 3);

    private static readonly string[] Taps = ["relu1_1", "relu1_2", "relu2_1"];

    [Fact]
    public void Scaled_layers_have_the_mean_1_and_see_what_they_saw()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(Toy.Description(9), 4, Toy.Options);
        network.Layers[0].Parameters[1].Value.Span.Fill(0.2f);
        network.Layers[5].Parameters[1].Value.Span.Fill(0.1f);
        var means = TapScales.Measure(network, Taps, Crops, workers, pool);
        var before = Activations(network, workers, pool);

        TapScales.Normalise(network, Crops, workers, pool);

        Assert.All(TapScales.Measure(network, Taps, Crops, workers, pool), moments => Assert.Equal(1, moments.Mean, 1e-4));
        var after = Activations(network, workers, pool);
        for (var tap = 0; tap < Taps.Length; tap++)
        {
            Assert.NotEqual(1, means[tap].Mean, 0.01);
            var largest = before[tap].Max();
            Assert.All(before[tap].Zip(after[tap]), pair => Assert.Equal(pair.First, pair.Second * means[tap].Mean, 1e-5 * largest));
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void A_layer_that_sees_nothing_stays_as_it_is()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(Toy.Description(9), 4, Toy.Options);
        network.Layers[2].Parameters[0].Value.Span.Clear();

        TapScales.Normalise(network, Crops, workers, pool);

        Assert.All(network.Layers.SelectMany(layer => layer.Parameters), parameter => Assert.All(parameter.Value.Span.ToArray(), number => Assert.True(float.IsFinite(number))));
    }

    [Fact]
    public void Moments_are_the_mean_and_the_mean_square()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(Toy.Description(3), 4, Toy.Options);
        var moments = TapScales.Measure(network, ["relu1_2"], Crops, workers, pool).Single();

        using var run = network.Prepare([1, 3, Toy.Side, Toy.Side], ["relu1_2"], workers, pool, isForwardOnly: true);
        var all = new List<double>();
        for (ulong index = 0; index < 96; index++)
        {
            Crops.Write(index, run.Source);
            run.Forward();
            using var features = new Tensor<float>(run.Tap("relu1_2").Shape);
            run.Tap("relu1_2").CopyTo(features);
            all.AddRange(features.Span.ToArray().Select(number => (double)number));
        }

        Assert.Equal(all.Average(), moments.Mean, 1e-9);
        Assert.Equal(all.Average(number => number * number), moments.Square, 1e-9);
    }

    [Fact]
    public void A_pair_depends_on_its_random_numbers_alone_and_is_two_pictures_near_each_other()
    {
        using var pairs = new PicturePairs(Crops);
        using var others = new PicturePairs(Crops);
        var made = Enumerable.Range(0, 60).Select(number => Pair(pairs, number)).ToArray();

        Parallel.For(0, 60, number =>
        {
            var again = Pair(others, 59 - number);
            Assert.Equal(made[59 - number].First, again.First);
            Assert.Equal(made[59 - number].Second, again.Second);
        });
        Assert.All(made, pair =>
        {
            var change = Math.Sqrt(pair.First.Zip(pair.Second, (a, b) => (double)(a - b) * (a - b)).Average());
            Assert.InRange(change, 0.001, 0.5);
        });
        Assert.Equal(60, made.Select(pair => pair.First[0]).Distinct().Count());

        // Blurring takes differences between neighbours away, noise adds to them: both occur.
        var grains = made.Select(pair => Grain(pair.Second) / Grain(pair.First)).ToArray();
        Assert.Contains(grains, grain => grain < 0.9);
        Assert.Contains(grains, grain => grain > 1.5);
    }

    [Fact]
    public void A_transfer_goes_on_from_where_it_was_and_depends_on_its_random_numbers_alone()
    {
        using var toy = new Toy(Toy.Distillation);
        using var transfer = new VisitedPicture(toy.Student, Crops, Toy.Settings, toy.Pool);
        using var same = new VisitedPicture(toy.Student, Crops, Toy.Settings, toy.Pool);
        var last = Array.Empty<float>();
        for (var turn = 0; turn < 2; turn++)
        {
            var (before, after) = Step(transfer, turn);
            Assert.Equal((before, after), Step(same, turn), Bitwise);
            Assert.NotEqual(before, after);
            if (turn > 0)
            {
                Assert.Equal(last, before);
            }

            last = after;
        }

        // Ended, it begins anew as the random numbers say, whatever was before.
        transfer.End();
        using var fresh = new VisitedPicture(toy.Student, Crops, Toy.Settings, toy.Pool);
        var begun = Step(transfer, 9);
        Assert.NotEqual(last, begun.Before);
        Assert.Equal(Step(fresh, 9), begun, Bitwise);
    }

    [Fact]
    public void Transfers_end_by_themselves_and_their_memory_comes_back()
    {
        using var toy = new Toy(Toy.Distillation with { Visited = 0 });
        var held = toy.Pool.Outstanding;
        var begun = 0;
        using (var transfer = new VisitedPicture(toy.Student, Crops, Toy.Settings, toy.Pool))
        {
            var last = Array.Empty<float>();
            for (var turn = 0; turn < 90; turn++)
            {
                var (before, after) = Step(transfer, turn);
                begun += before.SequenceEqual(last) ? 0 : 1;
                last = after;
            }
        }

        // 6 to 59 steps each, 1 to 3 at a time.
        Assert.InRange(begun, 3, 45);
        Assert.Equal(held, toy.Pool.Outstanding);
    }

    private static bool Bitwise((float[] Before, float[] After) first, (float[] Before, float[] After) second) =>
        first.Before.AsSpan().SequenceEqual(second.Before) && first.After.AsSpan().SequenceEqual(second.After);

    private static (float[] Before, float[] After) Step(VisitedPicture transfer, int number)
    {
        var (before, after) = (new float[3 * Toy.Side * Toy.Side], new float[3 * Toy.Side * Toy.Side]);
        transfer.Step(new SplitMix64((ulong)number), before, after);
        return (before, after);
    }

    private static (float[] First, float[] Second) Pair(PicturePairs pairs, int number)
    {
        using var first = new Tensor<float>([1, 3, Toy.Side, Toy.Side]);
        using var second = new Tensor<float>([1, 3, Toy.Side, Toy.Side]);
        second.Span.Fill(float.NaN);
        pairs.Write(new SplitMix64((ulong)number), first, second);
        return (first.Span.ToArray(), second.Span.ToArray());
    }

    private static double Grain(float[] picture) => picture.Zip(picture.Skip(1), (a, b) => Math.Abs(a - b)).Average();

    private static float[][] Activations(Network<float> network, WorkerPool workers, TensorPool pool)
    {
        using var run = network.Prepare([1, 3, Toy.Side, Toy.Side], Taps, workers, pool, isForwardOnly: true);
        Crops.Write(1234, run.Source);
        run.Forward();
        return [.. Taps.Select(tap =>
        {
            using var features = new Tensor<float>(run.Tap(tap).Shape);
            run.Tap(tap).CopyTo(features);
            return features.Span.ToArray();
        })];
    }
}
