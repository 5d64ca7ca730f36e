using System.Text.Unicode;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Signals;

/// <summary>Says what files are by their bytes, with Magika and its publisher's rules. One file at a time.</summary>
public sealed class FileIdentifier : IDisposable
{
    private const string Tap = "prob";

    private readonly NetworkRun<float> _run;

    /// <summary>Prepares to look at files.</summary>
    /// <param name="network">Magika with weights: <see cref="Magika.Version3"/>. It stays the caller's.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">The network knows other types than <see cref="FileTypes.All"/>.</exception>
    public FileIdentifier(Network<float> network, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(network);
        _run = network.Prepare([1, ByteWords.Count], [Tap], workers, pool, isForwardOnly: true);
        var outputs = _run.ShapeOf(Tap)[1];
        if (outputs != FileTypes.All.Count)
        {
            _run.Dispose();
            throw new ArgumentException($"The weights {network.WeightsOrigin} tell {outputs} types of files apart, but the names of {FileTypes.All.Count} are known: take those of Magika's version 3.3.", nameof(network));
        }
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file, which can be sought in; stays open.</param>
    /// <param name="certainty">How sure the answer must be.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Identification Identify(Stream file, Certainty certainty = Certainty.High)
    {
        ArgumentNullException.ThrowIfNull(file);
        var block = (int)Math.Min(ByteWords.Block, file.Length);
        var beginning = new byte[block];
        var end = new byte[block];
        file.Position = 0;
        file.ReadExactly(beginning);
        file.Position = file.Length - block;
        file.ReadExactly(end);
        if (block == 0)
        {
            return new Identification(FileTypes.Empty, 1, [], IdentificationReason.Empty);
        }

        if (!ByteWords.TryRead(beginning, end, _run.Source.Span))
        {
            return new Identification(Utf8.IsValid(beginning) ? FileTypes.Text : FileTypes.Unknown, 1, [], IdentificationReason.Short);
        }

        _run.Forward();
        return Judge(Probabilities(), certainty);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _run.Dispose();

    private float[] Probabilities()
    {
        using var copy = new Tensor<float>(_run.ShapeOf(Tap));
        _run.Tap(Tap).CopyTo(copy);
        return copy.Span.ToArray();
    }

    private static Identification Judge(float[] probabilities, Certainty certainty)
    {
        (FileType Type, double Probability)[] ranking = [.. FileTypes.All.Zip(probabilities, (type, probability) => (type, (double)probability)).OrderByDescending(pair => pair.Item2)];
        var (likeliest, score) = ranking[0];
        var told = FileTypes.Told(likeliest);
        if (score >= FileTypes.Threshold(likeliest, certainty))
        {
            return new Identification(told, score, ranking, told == likeliest ? null : IdentificationReason.Overwrite);
        }

        // Whether it is text at all, the network knows even where it does not know more.
        told = told.IsText ? FileTypes.Text : FileTypes.Unknown;
        return new Identification(told, score, ranking, told == likeliest ? null : IdentificationReason.LowConfidence);
    }
}
