using StyleForge.Engine.Sound;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Sound;

public class WaveFileTests
{
    private const ushort Pcm = 1;
    private const ushort Float = 3;

    [Theory]
    [InlineData(SampleCoding.Pcm16, 1, 1 / 65536.0)]
    [InlineData(SampleCoding.Pcm16, 2, 1 / 65536.0)]
    [InlineData(SampleCoding.Pcm24, 1, 1 / 16777216.0)]
    [InlineData(SampleCoding.Pcm24, 2, 1 / 16777216.0)]
    [InlineData(SampleCoding.Float32, 1, 0)]
    [InlineData(SampleCoding.Float32, 2, 0)]
    public void What_is_written_is_read_again_to_half_a_step(SampleCoding coding, int channels, double step)
    {
        using var folder = new TemporaryFolder();
        var clip = Noise(channels, 20_011, rate: 22_050);
        var path = folder.File("noise.wav");

        WaveFile.Write(path, clip, coding);
        var read = WaveFile.Read(path);

        Assert.Equal((clip.SampleRate, clip.Length, channels), (read.SampleRate, read.Length, read.Channels.Count));
        for (var channel = 0; channel < channels; channel++)
        {
            Assert.InRange(clip.Channels[channel].Zip(read.Channels[channel], (x, y) => Math.Abs((double)x - y)).Max(), 0, step * 1.0001);
        }
    }

    [Fact]
    public void What_is_too_loud_for_whole_numbers_is_cut_off_and_does_not_wrap_round()
    {
        var clip = new SoundClip(8000, [[1.5f, -1.5f, 1, -1, 0]]);

        Assert.Equal([32767 / 32768f, -1, 32767 / 32768f, -1, 0], Again(clip, SampleCoding.Pcm16).Channels[0]);
        Assert.Equal([1.5f, -1.5f, 1, -1, 0], Again(clip, SampleCoding.Float32).Channels[0]);
    }

    [Fact]
    public void What_a_file_says_of_itself_lies_before_its_samples_and_is_found_by_its_letters()
    {
        using var file = new MemoryStream();
        WaveFile.Write(file, new SoundClip(8000, [[0.5f]]), SampleCoding.Pcm16, new Dictionary<string, string> { ["ISFT"] = "StyleForge", ["ICMT"] = "é" });

        var text = System.Text.Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("LIST", text, StringComparison.Ordinal);
        Assert.Contains("INFOISFT\u000b\0\0\0StyleForge\0\0ICMT\u0003\0\0\0é\0\0", text, StringComparison.Ordinal);
        Assert.Equal([0.5f], Read(file.ToArray()).Channels[0]);
    }

    [Theory]
    [InlineData(Pcm, 8, new byte[] { 0, 128, 192 }, new[] { -1, 0, 0.5f })]
    [InlineData(Pcm, 16, new byte[] { 0, 0x80, 0, 0x40 }, new[] { -1, 0.5f })]
    [InlineData(Pcm, 24, new byte[] { 0, 0, 0x80, 0, 0, 0x40, 1, 0, 0 }, new[] { -1, 0.5f, 1 / 8388608f })]
    [InlineData(Pcm, 32, new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0x40 }, new[] { -1, 0.5f })]
    [InlineData(Float, 32, new byte[] { 0, 0, 0x80, 0xBF, 0, 0, 0, 0x40 }, new[] { -1f, 2 })]
    [InlineData(Float, 64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0xBF, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F }, new[] { -1, 0.5f })]
    public void Every_coding_is_read_plain_and_extensible_and_past_other_chunks(ushort tag, int bits, byte[] data, float[] samples)
    {
        var plain = WaveBytes.File(("JUNK", [1, 2, 3]), WaveBytes.Format(tag, 1, 16_000, bits), ("LIST", "INFOodd"u8.ToArray()), ("data", data), ("id3 ", [9]));
        var extensible = WaveBytes.File(WaveBytes.Format(WaveBytes.Extensible, 1, 16_000, bits, more: WaveBytes.Extension(tag, bits)), ("data", data));

        Assert.Equal(samples, Read(plain).Channels[0]);
        Assert.Equal(samples, Read(extensible).Channels[0]);
        Assert.Equal(16_000, Read(extensible).SampleRate);
    }

    [Fact]
    public void Left_and_right_come_apart()
    {
        var clip = Read(WaveBytes.File(WaveBytes.Format(Pcm, 2, 8000, 16), ("data", [0, 0x40, 0, 0xC0, 0, 0x20, 0, 0xE0])));

        Assert.Equal([0.5f, 0.25f], clip.Channels[0]);
        Assert.Equal([-0.5f, -0.25f], clip.Channels[1]);
        Assert.Equal([0, 0], clip.Mixed());
    }

    [Fact]
    public void A_file_that_came_through_a_pipe_is_read_to_its_end_whatever_length_it_claims()
    {
        var file = WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16), ("data", [0, 0x40]));
        BitConverter.GetBytes(0xFFFF_FFFFu).CopyTo(file, file.Length - 6);

        Assert.Equal([0.5f], Read(file).Channels[0]);
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "is empty (0 bytes)", [] },
        { "is not a WAV file", "ID3 and so on, an MP3"u8.ToArray() },
        { "is not a WAV file", "RIFF\0\0\0\0AVI "u8.ToArray() },
        { "is a broken WAV file", WaveBytes.File(("data", [0, 0])) },
        { "is a broken WAV file", WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16)) },
        { "is a broken WAV file", WaveBytes.File(("fmt ", [1, 0]), ("data", [0, 0])) },
        { "is a broken WAV file", WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16, block: 0), ("data", [0, 0])) },
        { "take 4 bytes: it is damaged", WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16, block: 4), ("data", [0, 0, 0, 0])) },
        { "holds no sound", WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16), ("data", [])) },
        { "has 6 channels", WaveBytes.File(WaveBytes.Format(Pcm, 6, 8000, 16), ("data", new byte[12])) },
        { "has -1 channels", WaveBytes.File(WaveBytes.Format(Pcm, -1, 8000, 16, block: 2), ("data", new byte[12])) },
        { "says that it has 0 samples a second", WaveBytes.File(WaveBytes.Format(Pcm, 1, 0, 16), ("data", new byte[12])) },
        { "holds whole numbers of 12 bits", WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 12, block: 2), ("data", new byte[12])) },
        { "holds compressed sound (format 85) of 0 bits", WaveBytes.File(WaveBytes.Format(85, 1, 8000, 0, block: 1), ("data", new byte[12])) },
        { "holds compressed sound (format 65534) of 16 bits", WaveBytes.File(WaveBytes.Format(WaveBytes.Extensible, 1, 8000, 16), ("data", new byte[12])) },
        { "is truncated: 4 of 100 bytes of sound are there", Cut() },
        { "has more than 1000 chunks", WaveBytes.File([.. Enumerable.Repeat(("JUNK", Array.Empty<byte>()), 1001)]) },
        { "holds a sample that is no number, 0.000 seconds", WaveBytes.File(WaveBytes.Format(Float, 1, 8000, 32), ("data", BitConverter.GetBytes(float.NaN))) },
        { "holds a sample that is no number, 0.001 seconds", WaveBytes.File(WaveBytes.Format(Float, 1, 1000, 32), ("data", [0, 0, 0, 0, .. BitConverter.GetBytes(float.NegativeInfinity)])) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_one_sentence_that_names_the_file(string sentence, byte[] file)
    {
        var refusal = Assert.Throws<SoundFileException>(() => Read(file));

        Assert.StartsWith("clip.wav ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_of_a_header_is_read_or_refused_and_nothing_else()
    {
        var file = WaveBytes.File(WaveBytes.Format(WaveBytes.Extensible, 2, 8000, 24, more: WaveBytes.Extension(Pcm, 24)), ("LIST", "INFO"u8.ToArray()), ("data", new byte[60]));
        var outcomes = new HashSet<bool>();
        for (var length = 0; length < file.Length; length++)
        {
            outcomes.Add(IsRead(file[..length]));
        }

        for (var at = 0; at < file.Length - 60; at++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0, 1, 0x7F, 0x80, 0xFF])
            {
                byte[] changed = [.. file];
                changed[at] = value;
                outcomes.Add(IsRead(changed));
            }
        }

        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public void Limits_hold_before_memory_is_taken()
    {
        var file = WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16), ("data", new byte[200]));

        Assert.Contains("has 100 samples, and at most 99 are allowed", Refuse(new SoundLimits(MaximumSamples: 99)), StringComparison.Ordinal);
        Assert.Contains($"has {file.Length} bytes, and at most 50 are allowed", Refuse(new SoundLimits(MaximumBytes: 50)), StringComparison.Ordinal);

        string Refuse(SoundLimits limits) => Assert.Throws<SoundFileException>(() => Read(file, limits)).Message;
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_that_is_not_there_are_sentences()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("does not exist", Assert.Throws<SoundFileException>(() => WaveFile.Read(folder.File("none.wav"))).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<SoundFileException>(() => WaveFile.Write(folder.File("no/out.wav"), new SoundClip(8000, [[0]]), SampleCoding.Pcm16)).Message, StringComparison.Ordinal);
    }

    private static byte[] Cut()
    {
        var file = WaveBytes.File(WaveBytes.Format(Pcm, 1, 8000, 16), ("data", new byte[100]));
        return file[..^96];
    }

    private static bool IsRead(byte[] file)
    {
        try
        {
            Read(file);
            return true;
        }
        catch (SoundFileException)
        {
            return false;
        }
    }

    private static SoundClip Read(byte[] file, SoundLimits? limits = null) => WaveFile.Read("clip.wav", new MemoryStream(file), limits);

    private static SoundClip Again(SoundClip clip, SampleCoding coding)
    {
        using var file = new MemoryStream();
        WaveFile.Write(file, clip, coding);
        return Read(file.ToArray());
    }

    private static SoundClip Noise(int channels, int length, int rate)
    {
        var random = new Random(5);
        return new SoundClip(rate, [.. Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 1.99) - 1)).ToArray())]);
    }
}
