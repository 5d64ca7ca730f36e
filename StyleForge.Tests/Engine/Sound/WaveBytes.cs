using System.Text;

namespace StyleForge.Tests.Engine.Sound;

/// <summary>WAV files made byte by byte, right and wrong.</summary>
internal static class WaveBytes
{
    /// <summary>The identifier of WAVE_FORMAT_EXTENSIBLE.</summary>
    public const ushort Extensible = 0xFFFE;

    /// <summary>A file of chunks.</summary>
    public static byte[] File(params (string Name, byte[] Data)[] chunks)
    {
        var body = chunks.SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes(chunk.Name), .. BitConverter.GetBytes(chunk.Data.Length), .. chunk.Data, .. new byte[chunk.Data.Length % 2]]).ToArray();
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length + 4), .. "WAVE"u8, .. body];
    }

    /// <summary>The chunk that says how samples are stored.</summary>
    public static (string Name, byte[] Data) Format(ushort tag, int channels, int rate, int bits, int? block = null, byte[]? more = null) => ("fmt ",
    [
        .. BitConverter.GetBytes(tag), .. BitConverter.GetBytes((short)channels), .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * channels * bits / 8),
        .. BitConverter.GetBytes((short)(block ?? channels * bits / 8)), .. BitConverter.GetBytes((short)bits), .. more ?? [],
    ]);

    /// <summary>What WAVE_FORMAT_EXTENSIBLE adds: valid bits, speakers, and the format proper.</summary>
    public static byte[] Extension(ushort tag, int bits) =>
        [22, 0, .. BitConverter.GetBytes((short)bits), 3, 0, 0, 0, .. BitConverter.GetBytes(tag), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
}
