namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// Brings a component's rows to the frame's width and height. Halved components are interpolated with a triangle filter
/// (3/4 the nearer sample, 1/4 the farther, along each halved axis), with the rounding of the Independent JPEG Group's
/// library; other ratios repeat the nearest sample, as that library does.
/// </summary>
internal sealed class Upsampler
{
    private readonly FrameComponent _component;
    private readonly int _maximumHorizontal;
    private readonly int _maximumVertical;
    private readonly bool _isWide; // halved across, and wide enough to interpolate
    private readonly bool _isTall; // halved down
    private readonly byte[] _row;
    private readonly short[] _sums; // two rows of samples, 3 to 1

    public Upsampler(FrameComponent component, Frame frame)
    {
        _component = component;
        _maximumHorizontal = frame.MaximumHorizontal;
        _maximumVertical = frame.MaximumVertical;
        var isHalvedAcross = component.Horizontal * 2 == frame.MaximumHorizontal;
        var isHalvedDown = component.Vertical * 2 == frame.MaximumVertical;
        _isWide = isHalvedAcross && component.Width > 2 && (isHalvedDown || component.Vertical == frame.MaximumVertical);
        _isTall = isHalvedDown && (_isWide || component.Horizontal == frame.MaximumHorizontal);
        _row = new byte[Math.Max(frame.Width, 2 * component.Width)];
        _sums = new short[component.Width];
    }

    /// <summary>The samples of one row of the frame, from its first column; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        var isWhole = _component.Horizontal == _maximumHorizontal;
        if (!(_isWide || _isTall))
        {
            var nearest = Source(y * _component.Vertical / _maximumVertical);
            return isWhole ? nearest : Repeat(nearest);
        }

        if (!_isTall)
        {
            InterpolateAcross(Source(y));
            return _row;
        }

        // Rows beyond the picture's edge repeat its last row.
        var near = y / 2;
        var far = Math.Clamp((y & 1) == 0 ? near - 1 : near + 1, 0, _component.Height - 1);
        if (_isWide)
        {
            Sum(Source(near), Source(far));
            InterpolateSums();
        }
        else
        {
            InterpolateDown(Source(near), Source(far), (y & 1) == 0 ? 1 : 2);
        }

        return _row;
    }

    private ReadOnlySpan<byte> Source(int y) => _component.Plane.AsSpan(y * _component.Stride, _component.Width);

    private ReadOnlySpan<byte> Repeat(ReadOnlySpan<byte> source)
    {
        for (var x = 0; x < _row.Length; x++)
        {
            _row[x] = source[Math.Min(x * _component.Horizontal / _maximumHorizontal, source.Length - 1)];
        }

        return _row;
    }

    private void InterpolateAcross(ReadOnlySpan<byte> source)
    {
        var last = source.Length - 1;
        var row = _row.AsSpan(0, 2 * source.Length);
        row[0] = source[0];
        row[1] = (byte)(((source[0] * 3) + source[1] + 2) >> 2);
        for (var x = 1; x < last; x++)
        {
            var near = source[x] * 3;
            row[2 * x] = (byte)((near + source[x - 1] + 1) >> 2);
            row[(2 * x) + 1] = (byte)((near + source[x + 1] + 2) >> 2);
        }

        row[2 * last] = (byte)(((source[last] * 3) + source[last - 1] + 1) >> 2);
        row[(2 * last) + 1] = source[last];
    }

    private void InterpolateDown(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int bias)
    {
        var row = _row.AsSpan(0, near.Length);
        for (var x = 0; x < row.Length; x++)
        {
            row[x] = (byte)(((near[x] * 3) + far[x] + bias) >> 2);
        }
    }

    private void Sum(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        var sums = _sums.AsSpan(0, near.Length);
        for (var x = 0; x < sums.Length; x++)
        {
            sums[x] = (short)((near[x] * 3) + far[x]);
        }
    }

    private void InterpolateSums()
    {
        var sums = _sums.AsSpan();
        var last = sums.Length - 1;
        var row = _row.AsSpan(0, 2 * sums.Length);
        row[0] = (byte)(((sums[0] * 4) + 8) >> 4);
        row[1] = (byte)(((sums[0] * 3) + sums[1] + 7) >> 4);
        for (var x = 1; x < last; x++)
        {
            var near = sums[x] * 3;
            row[2 * x] = (byte)((near + sums[x - 1] + 8) >> 4);
            row[(2 * x) + 1] = (byte)((near + sums[x + 1] + 7) >> 4);
        }

        row[2 * last] = (byte)(((sums[last] * 3) + sums[last - 1] + 8) >> 4);
        row[(2 * last) + 1] = (byte)(((sums[last] * 4) + 7) >> 4);
    }
}
