using StyleForge.Engine.Sound;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Signals;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Signals;

public sealed class SpeechDetectorTests : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    [TestDataFact]
    public void Ten_seconds_of_speech_get_onnxruntimes_probabilities()
    {
        using var weights = WeightFile.Read(TestData.Path("models/silero-vad/silero_vad_16k.safetensors"));
        using var network = Network<float>.Build(SileroVad.SixteenThousand, weights);
        using var detector = new SpeechDetector(network, _workers, _pool);
        var clip = WaveFile.Read(TestData.Path("models/silero-vad/speech_10s_16k.wav"));
        using var reference = WeightFile.Read(TestData.Path("models/silero-vad/reference.safetensors"));
        var expected = reference["speech_probability"].Span.ToArray();

        var probabilities = detector.Listen(clip.Mixed());

        Assert.Equal(313, probabilities.Length);
        Assert.All(expected.Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [TorchFact]
    public void Both_engines_hear_the_same_chunk_after_chunk()
    {
        using var weights = SeededWeights.Make(SileroVad.SixteenThousand, 7);
        using var network = Network<float>.Build(SileroVad.SixteenThousand, weights);
        using var detector = new SpeechDetector(network, _workers, _pool);
        var random = new Random(4);
        float[] samples = [.. Enumerable.Range(0, (5 * SileroVad.Chunk) + 100).Select(_ => random.NextSingle() - 0.5f)];

        var mine = detector.Listen(samples);

        using var scope = torch.NewDisposeScope();
        using var free = torch.no_grad();
        using var there = new TorchNetwork(network.Description, network.Weights.Parameters, network.Input, torch.CPU);
        var (context, state) = (torch.zeros(1, 1, SileroVad.Context), torch.zeros(1, 1, SileroVad.State));
        var padded = torch.zeros(6 * SileroVad.Chunk);
        padded.narrow(0, 0, samples.Length).copy_(torch.tensor(samples));
        for (var chunk = 0; chunk < mine.Length; chunk++)
        {
            var fresh = padded.narrow(0, chunk * SileroVad.Chunk, SileroVad.Chunk).reshape(1, 1, -1);
            var shown = there.Forward(torch.cat([context, fresh, state], 2), [SileroVad.Probability, SileroVad.Memory]);
            Assert.Equal(shown[SileroVad.Probability].item<float>(), mine[chunk], 1e-4f);
            (context, state) = (fresh.narrow(2, SileroVad.Chunk - SileroVad.Context, SileroVad.Context), shown[SileroVad.Memory].reshape(1, 1, -1));
        }

        Assert.True(mine.Distinct().Count() == 6);
    }

    [Fact]
    public void What_came_before_is_remembered()
    {
        using var weights = SeededWeights.Make(SileroVad.SixteenThousand, 7);
        using var network = Network<float>.Build(SileroVad.SixteenThousand, weights);
        float[] chunk = [.. Enumerable.Range(0, SileroVad.Chunk).Select(i => MathF.Sin(i / 5f))];
        using var one = new SpeechDetector(network, _workers, _pool);
        using var another = new SpeechDetector(network, _workers, _pool);

        var first = one.Listen(chunk);
        Assert.NotEqual(first, one.Listen(chunk));
        Assert.Equal(first, another.Listen(chunk));
    }
}
