using System.Buffers.Binary;
using System.Text;
using NAudio.Wave;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Sound;

/// <summary>
/// WAV files: read with 8 to 32 bits or floats, mono or stereo, plain or as WAVE_FORMAT_EXTENSIBLE; written with 16 or 24 bits or floats.
/// The container is NAudio's business (<c>docs/decisions/0005-naudio.md</c>).
/// </summary>
public static class WaveFile
{
    /// <summary>The ending of file names.</summary>
    public const string Extension = ".wav";

    private const int FramesPerBlock = 1 << 14;

    // WAVE_FORMAT_EXTENSIBLE: the bytes that it adds, and where among them the format proper stands.
    private const int ExtensionLength = 22;
    private const int ExtensionFormat = 6;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    /// <exception cref="SoundFileException">It is missing, unreadable, of another kind, broken, beyond the limits, or holds a sample that is no number.</exception>
    public static SoundClip Read(string path, SoundLimits? limits = null)
    {
        try
        {
            using var file = PlainFile.OpenRead(path, bufferSize: 1 << 16);
            return Read(path, file, limits);
        }
        catch (FileReadException refusal)
        {
            throw new SoundFileException(path, refusal.Problem, refusal);
        }
        catch (IOException failure)
        {
            throw new SoundFileException(path, $"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    /// <summary>Reads a file that is open.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="file">The file from its start; it can be sought in, and stays open.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    /// <exception cref="SoundFileException">It is of another kind, broken, beyond the limits, or holds a sample that is no number.</exception>
    public static SoundClip Read(string path, Stream file, SoundLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        limits ??= SoundLimits.Default;
        RequireLength(path, file.Length, limits);
        WaveChunks.Check(path, file);
        try
        {
            using var reader = new WaveFileReader(file);
            RequireFormat(path, reader.WaveFormat);
            var frames = reader.Length / reader.WaveFormat.BlockAlign;
            return frames * reader.WaveFormat.Channels <= limits.MaximumSamples
                ? ReadSamples(path, reader, (int)frames)
                : throw new SoundFileException(path, $"has {frames * reader.WaveFormat.Channels} samples, and at most {limits.MaximumSamples} are allowed: cut it into pieces");
        }
        catch (Exception failure) when (failure is FormatException or EndOfStreamException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw new SoundFileException(path, "is a broken WAV file: copy it again from where it came", failure);
        }
    }

    /// <summary>Writes a clip; see <see cref="AtomicFile"/>. The folder must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clip">The sound.</param>
    /// <param name="coding">How samples are stored.</param>
    /// <param name="texts">What the file says of itself, by the four letters of RIFF: <c>ISFT</c> the program, <c>ICMT</c> a comment. Null for nothing.</param>
    /// <exception cref="SoundFileException">It cannot be written.</exception>
    public static void Write(string path, SoundClip clip, SampleCoding coding, IReadOnlyDictionary<string, string>? texts = null)
    {
        try
        {
            AtomicFile.Write(path, file => Write(file, clip, coding, texts));
        }
        catch (FileWriteException failure)
        {
            throw new SoundFileException(path, failure.Problem, failure);
        }
    }

    /// <summary>Writes a clip into a stream.</summary>
    /// <param name="file">Can be sought in; stays open.</param>
    /// <param name="clip">The sound.</param>
    /// <param name="coding">How samples are stored.</param>
    /// <param name="texts">As above.</param>
    public static void Write(Stream file, SoundClip clip, SampleCoding coding, IReadOnlyDictionary<string, string>? texts = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var channels = clip.Channels.Count;
        using var writer = new WaveFileWriter(file, coding switch
        {
            SampleCoding.Pcm16 => new WaveFormat(clip.SampleRate, 16, channels),
            SampleCoding.Pcm24 => new WaveFormat(clip.SampleRate, 24, channels),
            _ => WaveFormat.CreateIeeeFloatWaveFormat(clip.SampleRate, channels),
        });
        if (texts is { Count: > 0 })
        {
            writer.AddChunk("LIST", Information(texts), ChunkPosition.BeforeData);
        }

        var width = writer.WaveFormat.BitsPerSample / 8;
        var block = new byte[FramesPerBlock * channels * width];
        for (var first = 0; first < clip.Length; first += FramesPerBlock)
        {
            var last = Math.Min(first + FramesPerBlock, clip.Length);
            var at = 0;
            for (var frame = first; frame < last; frame++)
            {
                foreach (var channel in clip.Channels)
                {
                    Store(channel[frame], coding, block.AsSpan(at, width));
                    at += width;
                }
            }

            writer.Write(block.AsSpan(0, at));
        }
    }

    private static SoundClip ReadSamples(string path, WaveFileReader reader, int frames)
    {
        var (rate, count) = (reader.WaveFormat.SampleRate, reader.WaveFormat.Channels);
        if (frames == 0)
        {
            throw new SoundFileException(path, "holds no sound: it has no samples");
        }

        var samples = reader.ToSampleProvider();
        var channels = Enumerable.Range(0, count).Select(_ => new float[frames]).ToArray();
        var block = new float[FramesPerBlock * count];
        for (var frame = 0; frame < frames;)
        {
            var read = samples.Read(block.AsSpan(0, Math.Min(FramesPerBlock, frames - frame) * count)) / count;
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            for (var i = 0; i < read; i++, frame++)
            {
                for (var channel = 0; channel < count; channel++)
                {
                    var sample = block[(i * count) + channel];
                    channels[channel][frame] = float.IsFinite(sample) ? sample : throw new SoundFileException(
                        path, FormattableString.Invariant($"holds a sample that is no number, {(double)frame / rate:0.000} seconds from the start: save it again as whole numbers of 16 or 24 bits"));
                }
            }
        }

        return new SoundClip(rate, channels);
    }

    private static void RequireLength(string path, long length, SoundLimits limits)
    {
        if (length == 0)
        {
            throw new SoundFileException(path, "is empty (0 bytes): copy it again from where it came");
        }

        if (length > limits.MaximumBytes)
        {
            throw new SoundFileException(path, $"has {length} bytes, and at most {limits.MaximumBytes} are allowed: cut it into pieces");
        }
    }

    private static void RequireFormat(string path, WaveFormat format)
    {
        var bits = format.BitsPerSample;
        var encoding = format is WaveFormatExtraData { Encoding: WaveFormatEncoding.Extensible, ExtraSize: >= ExtensionLength } extensible
            ? (WaveFormatEncoding)BinaryPrimitives.ReadUInt16LittleEndian(extensible.ExtraData.AsSpan(ExtensionFormat))
            : format.Encoding;
        var isKnown = encoding switch
        {
            WaveFormatEncoding.Pcm => bits is 8 or 16 or 24 or 32,
            WaveFormatEncoding.IeeeFloat => bits is 32 or 64,
            _ => false,
        };
        if (!isKnown)
        {
            throw new SoundFileException(
                path, $"holds {Name(encoding)} of {bits} bits, and whole numbers of 8, 16, 24 or 32 bits or floats of 32 or 64 are read: convert it first, for instance with: sox INPUT -b 24 OUTPUT.wav");
        }

        if (format.Channels is not (1 or 2))
        {
            throw new SoundFileException(path, $"has {format.Channels} channels, and mono and stereo are read: mix it down first, for instance with: sox INPUT -c 2 OUTPUT.wav");
        }

        if (format.SampleRate is < SoundLimits.MinimumSampleRate or > SoundLimits.MaximumSampleRate)
        {
            throw new SoundFileException(
                path, $"says that it has {format.SampleRate} samples a second, and {SoundLimits.MinimumSampleRate} to {SoundLimits.MaximumSampleRate} are allowed");
        }

        if (format.BlockAlign != format.Channels * bits / 8)
        {
            throw new SoundFileException(path, $"says that {format.Channels} samples of {bits} bits take {format.BlockAlign} bytes: it is damaged");
        }
    }

    private static string Name(WaveFormatEncoding encoding) => encoding switch
    {
        WaveFormatEncoding.Pcm => "whole numbers",
        WaveFormatEncoding.IeeeFloat => "floats",
        _ => $"compressed sound (format {(ushort)encoding})",
    };

    private static void Store(float sample, SampleCoding coding, Span<byte> bytes)
    {
        switch (coding)
        {
            case SampleCoding.Pcm16:
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)Whole(sample, 1 << 15));
                break;
            case SampleCoding.Pcm24:
                var whole = Whole(sample, 1 << 23);
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)whole);
                bytes[2] = (byte)(whole >> 16);
                break;
            default:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, sample);
                break;
        }
    }

    private static int Whole(float sample, int range) => (int)Math.Clamp(Math.Round((double)sample * range), -range, range - 1);

    private static byte[] Information(IReadOnlyDictionary<string, string> texts)
    {
        using var chunk = new MemoryStream();
        chunk.Write("INFO"u8);
        Span<byte> length = stackalloc byte[4];
        foreach (var (name, text) in texts)
        {
            // Ended by a zero, and filled up to an even length with another.
            var bytes = Encoding.UTF8.GetBytes(text + '\0');
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            chunk.Write(Encoding.ASCII.GetBytes(name));
            chunk.Write(length);
            chunk.Write(bytes);
            chunk.Write(new byte[bytes.Length % 2]);
        }

        return chunk.ToArray();
    }
}
