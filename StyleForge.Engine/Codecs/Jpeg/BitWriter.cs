namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Writes entropy-coded data, most significant bit first, with a zero stuffed behind each byte 0xFF.</summary>
internal sealed class BitWriter(Stream destination, HuffmanCode[] codes) : ISymbolSink
{
    private readonly Stream _destination = destination;
    private readonly HuffmanCode[] _codes = codes;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _filled;
    private ulong _window; // The lowest bits count.
    private int _bits;

    /// <inheritdoc/>
    public void Put(int table, int symbol, int bits, int count)
    {
        var (code, length) = _codes[table][symbol];
        _window = (_window << (length + count)) | ((ulong)(uint)code << count) | (uint)bits;
        _bits += length + count;
        while (_bits >= 8)
        {
            _bits -= 8;
            PutByte((byte)(_window >> _bits));
        }
    }

    /// <summary>Fills the last byte with ones and hands all to the destination.</summary>
    public void Finish()
    {
        if (_bits > 0)
        {
            PutByte((byte)((_window << (8 - _bits)) | (0xFFu >> _bits)));
            _bits = 0;
        }

        Flush();
    }

    private void PutByte(byte value)
    {
        if (_filled + 2 > _buffer.Length)
        {
            Flush();
        }

        _buffer[_filled++] = value;
        if (value == 0xFF)
        {
            _buffer[_filled++] = 0;
        }
    }

    private void Flush()
    {
        _destination.Write(_buffer, 0, _filled);
        _filled = 0;
    }
}
