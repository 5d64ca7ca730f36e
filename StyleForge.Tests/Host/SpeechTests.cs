using System.Text.Json;
using System.Xml.Linq;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Sound;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class SpeechTests : IDisposable
{
    private readonly HostHarness _host = new();

    public SpeechTests()
    {
        using var weights = SeededWeights.Make(SileroVad.SixteenThousand, 3);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, "silero-vad.safetensors"), weights);
        _host.Variables["STYLEFORGE_WEIGHTS"] = _host.WorkingDirectory;
        float[] tone = [.. Enumerable.Range(0, 44_100).Select(i => 0.5f * MathF.Sin(i / 20f))];
        WaveFile.Write(Path.Combine(_host.WorkingDirectory, "clip.wav"), new SoundClip(44_100, tone, tone), SampleCoding.Pcm16);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Json_is_an_object_whose_fields_are_documented()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("speech", "clip.wav", "--json"));

        Assert.Empty(_host.Error);
        var answer = JsonDocument.Parse(_host.Output).RootElement;
        Assert.Equal((1, 44_100, 2), (answer.GetProperty("seconds").GetDouble(), answer.GetProperty("sampleRate").GetInt32(), answer.GetProperty("channels").GetInt32()));
        Assert.Equal(32, answer.GetProperty("probabilities").GetArrayLength());
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(answer.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("speech.svg")]
    [InlineData("speech.png")]
    public void A_plot_is_drawn(string name)
    {
        Assert.Equal(ExitCodes.Done, _host.Run("speech", "clip.wav", "--plot", name, "--threshold", "0.01"));

        Assert.Equal($"Written: {name}", Assert.Single(_host.ErrorLines));
        var path = Path.Combine(_host.WorkingDirectory, name);
        if (name.EndsWith(".svg", StringComparison.Ordinal))
        {
            var svg = XDocument.Load(path);
            Assert.Single(svg.Descendants(), element => (string?)element.Attribute("class") == "speech");
            Assert.Equal(32, ((string)svg.Descendants().Single(element => (string?)element.Attribute("class") == "curve").Attribute("points")!).Split(' ').Length);
        }
        else
        {
            Assert.True(ImageCodecs.Default.ReadHeader(path).Width >= 1000);
        }

        Assert.Equal(["from to seconds", "0:00.00 0:01.00 1.00", "1.0 s of speech in 1.0 s, 1 stretch."], _host.OutputLines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void Where_nobody_speaks_a_sentence_says_so()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("speech", "clip.wav", "--threshold", "0.99"));
        Assert.Equal("No speech in 1.0 s.", Assert.Single(_host.OutputLines));
    }

    [Theory]
    [InlineData("--threshold", "1.5", "--threshold is 1.5, but must be a number from 0.01 to 0.99.")]
    [InlineData("--min-silence", "-1", "--min-silence is -1, but must be a whole number from 0 to 60000.")]
    [InlineData("--plot", "plot.txt", "--plot is plot.txt, but must end in one of .svg, ")]
    [InlineData("--plot", "none/plot.svg", "none/plot.svg cannot be written: the folder ")]
    public void Wrong_options_are_refused(string option, string value, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("speech", "clip.wav", option, value));
        Assert.StartsWith(sentence, _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_sound_is_one_sentence()
    {
        _host.Write("letter.wav", "Dear all, this is no sound.");

        Assert.Equal(ExitCodes.Wrong, _host.Run("speech", "letter.wav"));
        Assert.Contains("letter.wav is not a WAV file", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [TestDataTheory]
    [InlineData(8_000)]
    [InlineData(22_050)]
    [InlineData(48_000)]
    public void Speech_is_found_at_any_rate(int rate)
    {
        var clip = SoundResampler.Resample(WaveFile.Read(TestData.Path("models/silero-vad/speech_10s_16k.wav")), rate);
        WaveFile.Write(Path.Combine(_host.WorkingDirectory, "speech.wav"), clip, SampleCoding.Float32);

        string[] weights = ["--weights", TestData.Path("models/silero-vad/silero_vad_16k.safetensors"), "--json"];
        Assert.Equal(ExitCodes.Done, _host.Run(["speech", TestData.Path("models/silero-vad/speech_10s_16k.wav"), .. weights]));
        var there = Stretches();
        Assert.Equal(ExitCodes.Done, _host.Run(["speech", "speech.wav", .. weights]));

        var found = Stretches();
        Assert.NotEmpty(there);
        Assert.Equal(there.Length, found.Length);
        Assert.All(there.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.1));

        double[] Stretches()
        {
            // Two answers may stand one after the other.
            var text = _host.Output[Math.Max(0, _host.Output.LastIndexOf("\n{", StringComparison.Ordinal))..];
            return [.. JsonDocument.Parse(text).RootElement.GetProperty("speech").EnumerateArray().SelectMany(part => (double[])[part.GetProperty("from").GetDouble(), part.GetProperty("to").GetDouble()])];
        }
    }
}
