using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StyleForge.Models.Tensors;

namespace StyleForge.Training.Examples;

/// <summary>Labelled examples of one shape, in memory, in an order that is the same on every machine.</summary>
public sealed class ExampleSet
{
    private const long MostCounted = 100_000_000;

    /// <summary>Takes examples that are already there.</summary>
    /// <param name="labels">The names of the classes.</param>
    /// <param name="source">The shape of an example, with a batch of 1.</param>
    /// <param name="arePictures">True where samples are bytes from 0 to 255; else they are float32.</param>
    /// <param name="examples">The examples.</param>
    /// <exception cref="ArgumentException">An example has another length than its shape, or a label that there is not.</exception>
    public ExampleSet(IReadOnlyList<string> labels, Shape source, bool arePictures, IReadOnlyList<Example> examples)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(examples);
        var length = source.ElementCount * (arePictures ? 1 : sizeof(float));
        if (examples.FirstOrDefault(example => example.Samples.Length != length || (uint)example.Label >= (uint)labels.Count) is { } wrong)
        {
            throw new ArgumentException($"'{wrong.Name}' has {wrong.Samples.Length} bytes and the label {wrong.Label}, but examples of shape {source} have {length} bytes and labels are below {labels.Count}.", nameof(examples));
        }

        (Labels, Source, ArePictures, Examples) = (labels, source, arePictures, examples);
        Fingerprint = FingerprintOf(this);
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The shape of an example, with a batch of 1.</summary>
    public Shape Source { get; }

    /// <summary>True where samples are bytes from 0 to 255, which networks see as 0 to 1; else they are float32.</summary>
    public bool ArePictures { get; }

    /// <summary>The examples.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>SHA-256 over shape, labels and all samples, lower-case hexadecimal. The names of examples do not enter it.</summary>
    public string Fingerprint { get; }

    /// <summary>Every how many-th example is looked at where samples are counted: a hundred million samples are enough.</summary>
    internal int MomentStride => (int)Math.Max(1, (long)Examples.Count * Source.ElementCount / MostCounted);

    /// <summary>How many examples each class has.</summary>
    public IReadOnlyList<int> Counts()
    {
        var counts = new int[Labels.Count];
        foreach (var example in Examples)
        {
            counts[example.Label]++;
        }

        return counts;
    }

    /// <summary>Mean and deviation of each channel, over all examples, or over every so many of a large set; pictures count from 0 to 1. A channel that is always the same has the deviation 1.</summary>
    public (IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation) Moments()
    {
        var (channels, positions) = (Source[1], Source.Positions);
        var (sums, squares) = (new double[channels], new double[channels]);
        var counted = Examples.Where((_, index) => index % MomentStride == 0).ToArray();
        foreach (var example in counted)
        {
            for (var i = 0; i < channels * positions; i++)
            {
                var number = Number(example, i);
                sums[i / positions] += number;
                squares[i / positions] += number * number;
            }
        }

        var count = (double)counted.Length * positions;
        double[] mean = [.. sums.Select(sum => sum / count)];
        return (mean, [.. squares.Zip(mean, (square, own) => Math.Sqrt(Math.Max(0, (square / count) - (own * own)))).Select(deviation => deviation > 1e-12 ? deviation : 1)]);
    }

    /// <summary>A sample as networks are shown it.</summary>
    internal double Number(Example example, int index) =>
        ArePictures ? example.Samples[index] / (double)byte.MaxValue : BitConverter.ToSingle(example.Samples, index * sizeof(float));

    private static string FingerprintOf(ExampleSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{set.Source} {set.ArePictures} {string.Join('\n', set.Labels)}"));
        Span<byte> label = stackalloc byte[sizeof(int)];
        foreach (var example in set.Examples)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, example.Label);
            hash.AppendData(label);
            hash.AppendData(example.Samples);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
