using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Signals;

/// <summary>Hears how likely somebody speaks, chunk after chunk, with Silero VAD. It remembers what came before: one for each sound.</summary>
public sealed class SpeechDetector : IDisposable
{
    /// <summary>Samples of a second.</summary>
    public const int SampleRate = 16_000;

    private readonly NetworkRun<float> _run;

    /// <summary>Prepares to listen to a sound from its beginning.</summary>
    /// <param name="network">Silero VAD with weights: <see cref="SileroVad.SixteenThousand"/>. It stays the caller's.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public SpeechDetector(Network<float> network, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(network);
        _run = network.Prepare([1, 1, SileroVad.Length], [SileroVad.Probability, SileroVad.Memory], workers, pool, isForwardOnly: true);
    }

    /// <summary>Listens to a whole sound.</summary>
    /// <param name="samples">Its samples, −1 to 1; silence follows where the last chunk is not full.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, after each chunk; may throw to end the work.</param>
    /// <returns>The probability of speech in each chunk of <see cref="SileroVad.Chunk"/> samples, 0 to 1.</returns>
    public float[] Listen(ReadOnlySpan<float> samples, Action<double>? progress = null)
    {
        var probabilities = new float[(samples.Length + SileroVad.Chunk - 1) / SileroVad.Chunk];
        for (var chunk = 0; chunk < probabilities.Length; chunk++)
        {
            var rest = samples[(chunk * SileroVad.Chunk)..];
            probabilities[chunk] = Hear(rest[..Math.Min(SileroVad.Chunk, rest.Length)]);
            progress?.Invoke((chunk + 1.0) / probabilities.Length);
        }

        return probabilities;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _run.Dispose();

    private unsafe float Hear(ReadOnlySpan<float> chunk)
    {
        var source = _run.Source.Span;
        var context = source[..SileroVad.Context];
        var fresh = source.Slice(SileroVad.Context, SileroVad.Chunk);
        chunk.CopyTo(fresh);
        fresh[chunk.Length..].Clear();
        _run.Forward();
        fresh[^SileroVad.Context..].CopyTo(context);
        new ReadOnlySpan<float>(_run.Tap(SileroVad.Memory).Pointer, SileroVad.State).CopyTo(source[^SileroVad.State..]);
        return *_run.Tap(SileroVad.Probability).Pointer;
    }
}
