using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Training.Examples;

namespace StyleForge.Tests.Training;

/// <summary>Labelled examples whose classes are rules that a network can find.</summary>
internal static class Generated
{
    public const int SignalLength = 64;

    private const int VolumeSide = 12;

    /// <summary>Sines and square waves of any phase and of two to five periods, with noise: they differ in shape alone.</summary>
    public static ExampleSet Waves(int count, ulong seed) => Numbers(["sine", "square"], [1, 1, SignalLength], count, seed, (label, random, numbers) =>
    {
        var (periods, phase) = (2 + (3 * random.NextDouble()), 2 * Math.PI * random.NextDouble());
        for (var i = 0; i < numbers.Length; i++)
        {
            var sine = Math.Sin((2 * Math.PI * periods * i / SignalLength) + phase);
            numbers[i] = (float)((label == 0 ? sine : Math.Sign(sine)) + (0.3 * (random.NextDouble() - 0.5)));
        }
    });

    /// <summary>Full balls and hollow ones of any place and size, with noise.</summary>
    public static ExampleSet Balls(int count, ulong seed) => Numbers(["ball", "shell"], [1, 1, VolumeSide, VolumeSide, VolumeSide], count, seed, (label, random, numbers) =>
    {
        var radius = 3 + (1.5 * random.NextDouble());
        double[] centre = [.. Enumerable.Range(0, 3).Select(_ => 5 + random.NextDouble())];
        for (var i = 0; i < numbers.Length; i++)
        {
            double[] place = [i / (VolumeSide * VolumeSide), i / VolumeSide % VolumeSide, i % VolumeSide];
            var distance = Math.Sqrt(place.Zip(centre, (own, middle) => (own - middle) * (own - middle)).Sum());
            var isInside = label == 0 ? distance < radius : distance < radius && distance > radius - 1.5;
            numbers[i] = (float)((isInside ? 1 : 0) + (0.4 * (random.NextDouble() - 0.5)));
        }
    });

    /// <summary>Grey stripes of 16×16 pixels, a direction a class, of any phase and width, with noise.</summary>
    /// <param name="degrees">The direction of each class.</param>
    /// <param name="count">How many of each.</param>
    /// <param name="seed">Any number.</param>
    public static ExampleSet Stripes(double[] degrees, int count, ulong seed)
    {
        const int side = 16;
        var random = new SplitMix64(seed);
        var examples = new List<Example>();
        for (var number = 0; number < count * degrees.Length; number++)
        {
            var label = number % degrees.Length;
            var (sine, cosine) = Math.SinCos(degrees[label] * Math.PI / 180);
            var (width, phase) = (4 + (3 * random.NextDouble()), 2 * Math.PI * random.NextDouble());
            var samples = new byte[side * side];
            for (var i = 0; i < samples.Length; i++)
            {
                var wave = Math.Sin((2 * Math.PI * (((i % side) * cosine) + ((i / side) * sine)) / width) + phase);
                samples[i] = (byte)(128 + (70 * wave) + (80 * (random.NextDouble() - 0.5)));
            }

            examples.Add(new Example($"{number}", label, samples));
        }

        return new ExampleSet([.. degrees.Select(degree => FormattableString.Invariant($"{degree}°"))], [1, 1, side, side], arePictures: true, examples);
    }

    /// <summary>Signs of four strokes from place to place, dark on white, a way a class, drawn by an unsteady hand on 20×20 pixels. Names of classes begin with a group of four.</summary>
    /// <param name="first">The number of the first class: other numbers are other signs.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="count">How many pictures of each.</param>
    /// <param name="seed">Any number; decides the hand, not the signs.</param>
    public static ExampleSet Signs(int first, int classes, int count, ulong seed)
    {
        const int side = 20;
        var examples = new List<Example>();
        for (var number = 0; number < count * classes; number++)
        {
            var label = number % classes;
            var sign = new SplitMix64Source((ulong)(1000 + first + label));
            var hand = new SplitMix64Source((seed << 32) + (ulong)((first * count) + number));
            (double X, double Y)[] places = [.. Enumerable.Range(0, 5).Select(_ => (Place(sign, hand), Place(sign, hand)))];
            var (across, down) = (3 * (hand.NextDouble() - 0.5), 3 * (hand.NextDouble() - 0.5));
            var samples = new byte[side * side];
            for (var i = 0; i < samples.Length; i++)
            {
                var distance = places.Zip(places.Skip(1), (from, to) => Distance((i % side) - across, (i / side) - down, from, to)).Min();
                samples[i] = (byte)(255 * Math.Clamp(distance - 0.6, 0, 1));
            }

            examples.Add(new Example($"{number}", label, samples));
        }

        return new ExampleSet([.. Enumerable.Range(first, classes).Select(label => FormattableString.Invariant($"{label / 4}/{label}"))], [1, 1, side, side], arePictures: true, examples);

        static double Place(SplitMix64Source sign, SplitMix64Source hand) => 3 + (13 * sign.NextDouble()) + (2 * (hand.NextDouble() - 0.5));

        static double Distance(double x, double y, (double X, double Y) from, (double X, double Y) to)
        {
            var (wide, high) = (to.X - from.X, to.Y - from.Y);
            var along = Math.Clamp((((x - from.X) * wide) + ((y - from.Y) * high)) / Math.Max(1e-9, (wide * wide) + (high * high)), 0, 1);
            return Math.Sqrt(Math.Pow(x - from.X - (along * wide), 2) + Math.Pow(y - from.Y - (along * high), 2));
        }
    }

    /// <summary>The same examples with labels that say nothing.</summary>
    public static ExampleSet Shuffled(ExampleSet set, ulong seed)
    {
        var random = new SplitMix64(seed);
        return new ExampleSet(set.Labels, set.Source, set.ArePictures, [.. set.Examples.Select(example => example with { Label = (int)(random.NextDouble() * set.Labels.Count) })]);
    }

    /// <summary>The bytes of an idx file.</summary>
    public static byte[] Idx(byte[] numbers, params int[] extents)
    {
        var header = new byte[4 + (4 * extents.Length)];
        (header[2], header[3]) = (8, (byte)extents.Length);
        foreach (var (place, extent) in extents.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * place)), extent);
        }

        return [.. header, .. numbers];
    }

    /// <summary>The bytes of a NumPy array of float32.</summary>
    public static byte[] Npy(string shape, params float[] numbers) => Npy("<f4", "False", shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());

    /// <summary>The bytes of a NumPy array.</summary>
    public static byte[] Npy(string type, string order, string shape, byte[] numbers)
    {
        var header = System.Text.Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header, .. numbers];
    }

    private delegate void Fill(int label, SplitMix64Source random, float[] numbers);

    private static ExampleSet Numbers(string[] labels, Shape source, int count, ulong seed, Fill fill)
    {
        var random = new SplitMix64Source(seed);
        var examples = new Example[count];
        for (var number = 0; number < count; number++)
        {
            var numbers = new float[source.ElementCount];
            fill(number % labels.Length, random, numbers);
            examples[number] = new Example($"{number}", number % labels.Length, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        }

        return new ExampleSet(labels, source, arePictures: false, examples);
    }

    // A sequence that goes on in whoever it is handed to.
    private sealed class SplitMix64Source(ulong seed)
    {
        private SplitMix64 _random = new(seed);

        public double NextDouble() => _random.NextDouble();
    }
}
