using StyleForge.Engine.Optimisation;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.Engine.Losses;

namespace StyleForge.Tests.Engine.Optimisation;

/// <summary>What an optimiser writes of itself, and what another makes of it.</summary>
public sealed class StateTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public static TheoryData<string> Optimisers => ["adam", "lbfgs 1", "lbfgs 3", "lbfgs 10"];

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void An_optimiser_that_takes_a_state_back_goes_on_to_the_bit_whatever_the_way_and_wherever_it_was(string optimiser)
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var random = new SplitMix64(seed);
            var length = 1 + (int)(random.Next() % 40);
            var hills = Hills(length, seed);
            using var one = Make(optimiser, length);
            var here = new float[length];
            for (var step = 0; step < 14; step++)
            {
                one.Step(hills, here, new double[1]);

                // The other one has been elsewhere, and must forget all of it.
                using var other = Make(optimiser, length);
                var there = new float[length];
                Array.Fill(there, (float)seed);
                other.Step(hills, there, new double[1]);
                other.Step(hills, there, new double[1]);
                Take(other, Written(one));
                here.CopyTo(there.AsSpan());
                var rest = (float[])here.Clone();
                using var same = Make(optimiser, length);
                Take(same, Written(one));
                for (var next = 0; next < 4; next++)
                {
                    var (value, again) = (other.Step(hills, there, new double[1]), same.Step(hills, rest, new double[1]));
                    Assert.Equal(Bits.Of<float>(value, there), Bits.Of<float>(again, rest));
                }

                Assert.Equal(Expected(optimiser, hills, length, step + 5), Bits.Of<float>(0, there));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void What_is_read_is_what_was_written(string optimiser)
    {
        var hills = Hills(33, seed: 7);
        using var one = Make(optimiser, 33);
        using var other = Make(optimiser, 33);
        var x = new float[33];
        for (var step = 0; step < 12; step++)
        {
            one.Step(hills, x, new double[1]);
            Take(other, Written(one));
            Assert.Equal(Written(one), Written(other));
        }
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void A_state_that_ends_too_soon_is_refused_at_every_length(string optimiser)
    {
        using var one = Make(optimiser, 5);
        one.Step(Hills(5, seed: 1), new float[5], new double[1]);
        var state = Written(one);
        for (var length = 0; length < state.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Take(one, state[..length]));
        }
    }

    [Fact]
    public void Counts_texts_and_numbers_come_back_and_counts_out_of_range_do_not()
    {
        using var memory = new MemoryStream();
        var (count, text, number) = (3, "naïve ✓", -0.0);
        using (var writing = StateExchange.To(memory))
        {
            writing.Exchange(ref count, most: 3);
            writing.Exchange(ref text);
            writing.Exchange(ref number);
        }

        var (readCount, readText, readNumber) = (0, "", 1.0);
        using var reading = StateExchange.From(new MemoryStream(memory.ToArray()));
        reading.Exchange(ref readCount, most: 3);
        reading.Exchange(ref readText);
        reading.Exchange(ref readNumber);
        Assert.Equal((count, text), (readCount, readText));
        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(readNumber));

        using var again = StateExchange.From(new MemoryStream(memory.ToArray()));
        Assert.Equal("The state has 3 where there can be 0 to 2.", Assert.Throws<InvalidDataException>(() => again.Exchange(ref readCount, most: 2)).Message);
    }

    [Fact]
    public void A_text_that_says_it_is_huge_takes_no_memory()
    {
        using var state = StateExchange.From(new MemoryStream([0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3]));
        var text = "";
        Assert.Throws<InvalidDataException>(() => state.Exchange(ref text));
    }

    // Σ k(x − c)² with a wave on it, which makes restarts, forgotten pairs and steps that are not remembered.
    private static FunctionObjective<float> Hills(int length, ulong seed) => new(length, (x, g) =>
    {
        var value = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var off = x[i] - MathF.Sin(i + (float)seed);
            var wave = 3 * x[i];
            g[i] = ((1 + (i % 7)) * off) - (4.5f * MathF.Sin(wave));
            value += (0.5 * (1 + (i % 7)) * off * off) + (1.5 * MathF.Cos(wave));
        }

        return value;
    });

    private IOptimiser<float> Make(string name, int length) => name == "adam"
        ? new Adam<float>(length, new AdamOptions { LearningRate = 0.3, KeepInBox = false }, _workers, _pool)
        : new Lbfgs<float>(length, new LbfgsOptions { History = int.Parse(name.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), RiseLimit = 0.5 }, _workers, _pool);

    private string Expected(string name, FunctionObjective<float> objective, int length, int steps)
    {
        using var undisturbed = Make(name, length);
        var x = new float[length];
        for (var step = 0; step < steps; step++)
        {
            undisturbed.Step(objective, x, new double[1]);
        }

        return Bits.Of<float>(0, x);
    }

    private static byte[] Written(IOptimiser<float> optimiser)
    {
        using var memory = new MemoryStream();
        using var state = StateExchange.To(memory);
        optimiser.Exchange(state);
        return memory.ToArray();
    }

    private static void Take(IOptimiser<float> optimiser, byte[] written)
    {
        using var state = StateExchange.From(new MemoryStream(written));
        optimiser.Exchange(state);
    }
}
