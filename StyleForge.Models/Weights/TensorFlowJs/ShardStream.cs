namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>The bytes of several files, one after the other; one of them is open at a time.</summary>
internal sealed class ShardStream : Stream
{
    private readonly WeightSource _source;
    private readonly IReadOnlyList<string> _names;
    private readonly long[] _ends;
    private Stream? _open;
    private int _index = -1;
    private long _position;

    /// <summary>Looks how long the files are.</summary>
    /// <param name="source">The file that names them.</param>
    /// <param name="names">Their names, in order.</param>
    /// <exception cref="WeightFormatException">One of them is not there, or may not be read.</exception>
    public ShardStream(WeightSource source, IReadOnlyList<string> names)
    {
        (_source, _names, _ends) = (source, names, new long[names.Count]);
        for (var i = 0; i < names.Count; i++)
        {
            using var file = source.OpenBeside(names[i]);
            _ends[i] = (i > 0 ? _ends[i - 1] : 0) + file.Length;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _ends.Length > 0 ? _ends[^1] : 0;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var index = Array.FindIndex(_ends, end => end > _position);
        if (index < 0)
        {
            return 0;
        }

        if (index != _index)
        {
            _open?.Dispose();
            (_open, _index) = (_source.OpenBeside(_names[index]), index);
        }

        _open!.Position = _position - (index > 0 ? _ends[index - 1] : 0);
        var read = _open.Read(buffer[..(int)Math.Min(buffer.Length, _ends[index] - _position)]);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        _position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _position : Length);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _open?.Dispose();
        base.Dispose(disposing);
    }
}
