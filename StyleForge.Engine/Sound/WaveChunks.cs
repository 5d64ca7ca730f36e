using System.Buffers.Binary;

namespace StyleForge.Engine.Sound;

/// <summary>The chunks of a WAV file, walked over before a library reads it: how many there are, and whether the samples are all there.</summary>
/// <remarks>The library keeps a record of each chunk, so that a file of nothing but empty ones would take many times its size of memory.</remarks>
internal static class WaveChunks
{
    /// <summary>Chunks of a file, at most; those of real files can be counted on fingers.</summary>
    public const int Maximum = 1000;

    // What programs write for the length of samples that they send through a pipe, and so cannot come back to: 2 or 4 GiB, or a little less.
    private const uint PlaceholderFrom = 0x7FFF_0000;

    private const int HeaderLength = 12;

    /// <summary>Walks over a file, and leaves its position at the start.</summary>
    /// <param name="path">Whose file it is, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="SoundFileException">It is no WAV file, has too many chunks, or ends before its samples do.</exception>
    public static void Check(string path, Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        file.Position = 0;
        var isLong = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength && header[..4].SequenceEqual("RF64"u8);
        if (!(isLong || header[..4].SequenceEqual("RIFF"u8)) || !header[8..].SequenceEqual("WAVE"u8))
        {
            throw new SoundFileException(path, "is not a WAV file: convert it first, for instance with: sox INPUT OUTPUT.wav");
        }

        for (var count = 0; file.Position + 8 <= file.Length; count++)
        {
            if (count == Maximum)
            {
                throw new SoundFileException(path, $"has more than {Maximum} chunks, which no program writes: it is damaged");
            }

            file.ReadExactly(header[..8]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var there = file.Length - file.Position;
            if (!isLong && header[..4].SequenceEqual("data"u8) && length > there && length < PlaceholderFrom)
            {
                throw new SoundFileException(path, $"is truncated: {there} of {length} bytes of sound are there; copy it again from where it came");
            }

            file.Position += Math.Min((long)length + (length & 1), there);
        }

        file.Position = 0;
    }
}
