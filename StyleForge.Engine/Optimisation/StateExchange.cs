using System.Runtime.InteropServices;
using System.Text;

namespace StyleForge.Engine.Optimisation;

/// <summary>
/// A state on its way out or back in: numbers that are either written or read. Whoever has a state names its parts once, by reference: written, they go out;
/// read, they are overwritten.
/// </summary>
/// <remarks>Numbers lie as in memory, least byte first on every processor that .NET runs on. There are no names and no marks between them.</remarks>
public sealed class StateExchange : IDisposable
{
    private const int MostTextBytes = 1 << 16;

    private readonly Stream _stream;

    private StateExchange(Stream stream, bool isReading) => (_stream, IsReading) = (stream, isReading);

    /// <summary>True where the parts are overwritten.</summary>
    public bool IsReading { get; }

    /// <summary>Writes to a stream, which is disposed with this.</summary>
    public static StateExchange To(Stream stream) => new(stream, isReading: false);

    /// <summary>Reads from a stream, which is disposed with this.</summary>
    public static StateExchange From(Stream stream) => new(stream, isReading: true);

    /// <summary>Exchanges numbers.</summary>
    /// <exception cref="InvalidDataException">The stream ends before all are read.</exception>
    public void Exchange<T>(Span<T> numbers)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(numbers);
        if (!IsReading)
        {
            _stream.Write(bytes);
        }
        else if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("The state ends too soon.");
        }
    }

    /// <summary>Exchanges a number.</summary>
    /// <exception cref="InvalidDataException">The stream ends before it is read.</exception>
    public void Exchange<T>(ref T number)
        where T : unmanaged => Exchange(new Span<T>(ref number));

    /// <summary>Exchanges a whole number that counts something, or says which of several.</summary>
    /// <param name="number">The number.</param>
    /// <param name="most">The largest that it can be; 0 is the least.</param>
    /// <exception cref="InvalidDataException">What is read is another number.</exception>
    public void Exchange(ref int number, int most)
    {
        Exchange(ref number);
        if (number < 0 || number > most)
        {
            throw new InvalidDataException($"The state has {number} where there can be 0 to {most}.");
        }
    }

    /// <summary>Exchanges a text of at most 64 KiB.</summary>
    /// <exception cref="InvalidDataException">What is read is longer, or the stream ends too soon.</exception>
    public void Exchange(ref string text)
    {
        var bytes = IsReading ? [] : Encoding.UTF8.GetBytes(text);
        var length = bytes.Length;
        Exchange(ref length, MostTextBytes);
        bytes = IsReading ? new byte[length] : bytes;
        Exchange(bytes.AsSpan());
        text = Encoding.UTF8.GetString(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
