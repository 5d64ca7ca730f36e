using System.Globalization;
using System.Text;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Sound;
using StyleForge.Tests.Engine.Sound;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class RenderAudioTests : IDisposable
{
    private static readonly string[] Quick = ["--filters", "32", "--iterations", "5"];
    private readonly HostHarness _host = new();

    public RenderAudioTests()
    {
        Save("speech.wav", new SoundClip(8_000, Sounds.Syllables(8_000, 300, seconds: 1)));
        Save("rain.wav", new SoundClip(8_000, Sounds.Noise(8_000, seed: 2)));
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_file_is_written_named_on_standard_output_and_measured_on_standard_error()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", .. Quick]));

        Assert.Equal(["speech-rain.wav"], _host.OutputLines);
        Assert.Matches("^style [0-9.]+ at the start, [0-9.]+ at the end; content [0-9.]+; loudness follows the content by -?[0-9.]+; ", _host.ErrorLines[0]);
        var clip = WaveFile.Read(Path("speech-rain.wav"));
        Assert.Equal((8_000, 8_000, 1), (clip.SampleRate, clip.Length, clip.Channels.Count));
        Assert.Equal(["rain.wav", "speech-rain.wav", "speech.wav"], Directory.GetFiles(_host.WorkingDirectory).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_command_gives_the_same_bytes_with_a_record_of_names_and_hashes()
    {
        _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", "-o", "a.wav", "--threads", "1", .. Quick]);
        _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", "-o", "b.wav", "--threads", "3", .. Quick]);

        var file = File.ReadAllBytes(Path("a.wav"));
        Assert.Equal(file, File.ReadAllBytes(Path("b.wav")));
        var text = Encoding.UTF8.GetString(file);
        var record = text[text.IndexOf('{', StringComparison.Ordinal)..(text.IndexOf("}\0", StringComparison.Ordinal) + 1)];
        var fields = JsonDocument.Parse(record).RootElement;
        Assert.Equal(("speech.wav", 32), (fields.GetProperty("content").GetString(), fields.GetProperty("filters").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path("rain.wav")))), fields.GetProperty("sha256").GetProperty("rain.wav").GetString());
        Assert.DoesNotContain(_host.WorkingDirectory, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16", 2)]
    [InlineData("24", 3)]
    [InlineData("32", 4)]
    public void The_bit_depth_is_chosen(string depth, int bytes)
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", "-o", "out.wav", "--bit-depth", depth, .. Quick]));

        Assert.InRange(new FileInfo(Path("out.wav")).Length - (8_000 * bytes), 40, 1_000);
    }

    [Fact]
    public void Json_is_an_object_whose_fields_are_documented_and_the_sheet_is_a_picture()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", "-o", "out.wav", "--spectrogram", "out.png", "--json", "--quiet", .. Quick]));

        var answer = JsonDocument.Parse(_host.Output).RootElement;
        Assert.Equal(Path("out.wav"), answer.GetProperty("sound").GetString());
        Assert.True(answer.GetProperty("styleAfter").GetDouble() < answer.GetProperty("styleBefore").GetDouble());
        Assert.Empty(_host.Error);
        var page = File.ReadAllText(System.IO.Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(answer.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
        Assert.Equal(1000, ImageCodecs.Default.ReadHeader(Path("out.png")).Width);
    }

    [Theory]
    [InlineData("gone.wav does not exist.", "gone.wav", "--style", "rain.wav")]
    [InlineData("noise.mp3 is not a WAV file: convert it first, for instance with: sox INPUT OUTPUT.wav.", "speech.wav", "--style", "noise.mp3")]
    [InlineData("silence.wav holds nothing but silence.", "speech.wav", "--style", "silence.wav")]
    [InlineData("out.mp3 cannot be written: sounds are written as .wav files.", "speech.wav", "--style", "rain.wav", "-o", "out.mp3")]
    [InlineData("speech.wav is an input and would be replaced by the result: give the result another name with --output.", "speech.wav", "--style", "rain.wav", "-o", "speech.wav")]
    [InlineData("no/out.wav cannot be written: its folder does not exist, create it first.", "speech.wav", "--style", "rain.wav", "-o", "no/out.wav")]
    [InlineData("--content-weight is -1, but must be a number from 0 to 1000000.", "speech.wav", "--style", "rain.wav", "--content-weight", "-1")]
    [InlineData("--style-weight is 0, but must be a number above 0 and at most 1000000.", "speech.wav", "--style", "rain.wav", "--style-weight", "0")]
    [InlineData("--bit-depth is 12, but must be 16, 24 or 32.", "speech.wav", "--style", "rain.wav", "--bit-depth", "12")]
    [InlineData("'render-audio' needs the option '--style SOUND'.", "speech.wav")]
    public void What_is_wrong_is_a_sentence_before_anything_is_rendered(string sentence, params string[] arguments)
    {
        _host.Write("noise.mp3", "ID3 and no sound that is known here");
        Save("silence.wav", new SoundClip(8_000, new float[8_000]));

        Assert.Equal(ExitCodes.Wrong, _host.Run(["render-audio", .. arguments]));

        Assert.Equal(sentence, _host.ErrorLines[0]);
        Assert.Empty(_host.Output);
    }

    [Fact]
    public void A_spectrogram_that_no_format_can_hold_is_refused_first()
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("render-audio", "speech.wav", "--style", "rain.wav", "--spectrogram", "out.txt"));

        Assert.StartsWith("out.txt cannot be written: the ending says which format to write", _host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_leaves_nothing()
    {
        _host.Interrupt();

        Assert.Equal(ExitCodes.Interrupted, _host.Run(["render-audio", "speech.wav", "--style", "rain.wav", "-o", "out.wav", .. Quick]));

        Assert.Equal(2, Directory.GetFiles(_host.WorkingDirectory).Length);
    }

    [Fact]
    public void Progress_says_stretch_iteration_loss_and_time_left_and_not_too_often()
    {
        var (time, error) = (new ManualTime(), new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" });
        var display = new StyleForge.Presentation.SeriesDisplay(null, error, time);

        display.Observe(new SeriesProgress("stretch", 1, 2, 1, 150, 0.9, TimeSpan.FromSeconds(70)));
        time.Advance(TimeSpan.FromSeconds(6));
        display.Observe(new SeriesProgress("stretch", 2, 2, 40, 150, 0.01234, TimeSpan.FromSeconds(62)));
        display.Observe(new SeriesProgress("stretch", 2, 2, 41, 150, 0.01234, TimeSpan.FromSeconds(61)));

        Assert.Equal("stretch 2/2, iteration 40/150, loss 0.01234, 1 min 02 s left\n", error.ToString());
    }

    private string Path(string name) => System.IO.Path.Combine(_host.WorkingDirectory, name);

    private void Save(string name, SoundClip clip) => WaveFile.Write(Path(name), clip, SampleCoding.Pcm16);
}
