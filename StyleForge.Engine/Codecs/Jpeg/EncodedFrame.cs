namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>A picture as quantised blocks, and the walk over them in coded order.</summary>
internal sealed class EncodedFrame
{
    private const int EndOfBlock = 0x00;
    private const int SixteenZeros = 0xF0;

    private readonly ImageData _image;
    private readonly int _factor;
    private readonly int _unitsAcross;
    private readonly int _unitsDown;

    /// <summary>Transforms and quantises a grey or RGB picture.</summary>
    public EncodedFrame(ImageData image, int quality, bool isSubsampled)
    {
        _image = image;
        _factor = isSubsampled && image.PixelFormat == PixelFormat.Rgb ? 2 : 1;
        var unit = _factor * Block.Side;
        _unitsAcross = (image.Width + unit - 1) / unit;
        _unitsDown = (image.Height + unit - 1) / unit;
        Components = image.PixelFormat == PixelFormat.Grey
            ? [CreateComponent(1, 1)]
            : [CreateComponent(1, _factor), CreateComponent(2, 1), CreateComponent(3, 1)];
        Steps = [.. Components.Select(c => c.IsChroma).Distinct().Select(isChroma => QuantisationSteps.Scale(isChroma, quality))];
        Transform();
    }

    /// <summary>Luma, or luma and two colour differences.</summary>
    public EncodedComponent[] Components { get; }

    /// <summary>The quantisation steps of luma and, where there is any, of chroma; 64 each, row by row.</summary>
    public byte[][] Steps { get; }

    /// <summary>Codes all blocks as one interleaved baseline scan (ITU-T T.81, F.1.2).</summary>
    public void Code(ISymbolSink sink)
    {
        Span<int> predictions = stackalloc int[3];
        for (var y = 0; y < _unitsDown; y++)
        {
            for (var x = 0; x < _unitsAcross; x++)
            {
                for (var i = 0; i < Components.Length; i++)
                {
                    var component = Components[i];
                    for (var block = 0; block < component.Factor * component.Factor; block++)
                    {
                        var (v, h) = Math.DivRem(block, component.Factor);
                        var coefficients = component.Coefficients((y * component.Factor) + v, (x * component.Factor) + h);
                        CodeBlock(sink, component.IsChroma ? 2 : 0, coefficients, coefficients[0] - predictions[i]);
                        predictions[i] = coefficients[0];
                    }
                }
            }
        }
    }

    private static void CodeBlock(ISymbolSink sink, int table, ReadOnlySpan<short> block, int difference)
    {
        var category = Category(difference);
        sink.Put(table, category, Bits(difference, category), category);

        var zeros = 0;
        for (var k = 1; k < Block.Size; k++)
        {
            int value = block[ZigZag.Natural[k]];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                sink.Put(table + 1, SixteenZeros, 0, 0);
            }

            category = Category(value);
            sink.Put(table + 1, (zeros << 4) | category, Bits(value, category), category);
            zeros = 0;
        }

        if (zeros > 0)
        {
            sink.Put(table + 1, EndOfBlock, 0, 0);
        }
    }

    /// <summary>How many bits the magnitude of a value has.</summary>
    private static int Category(int value) => 32 - int.LeadingZeroCount(Math.Abs(value));

    /// <summary>A positive value as it is; a negative one less 1, so that its first bit is 0.</summary>
    private static int Bits(int value, int category) => (value < 0 ? value - 1 : value) & ((1 << category) - 1);

    private EncodedComponent CreateComponent(byte id, int factor) => new(id, factor, id > 1, _unitsAcross, _unitsDown);

    private void Transform()
    {
        var rows = _factor * Block.Side;
        var bytes = _image.Width * _image.Channels;
        var chroma = Components.Length == 1 ? null : new ChromaRows(Components);
        for (var unitRow = 0; unitRow < _unitsDown; unitRow++)
        {
            // Rows below the picture repeat the last: before halving up to an even number, after it the rest.
            var left = (_image.Height - (unitRow * rows) + _factor - 1) / _factor * _factor;
            for (var y = 0; y < Math.Min(rows, left); y++)
            {
                var source = _image.Samples.AsSpan(Math.Min((unitRow * rows) + y, _image.Height - 1) * bytes, bytes);
                if (chroma is not null)
                {
                    chroma.Convert(source, y);
                }
                else
                {
                    Components[0].SetRow(y, source);
                }
            }

            foreach (var component in Components)
            {
                component.RepeatRow(left * component.Factor / _factor);
                component.Transform(unitRow, Steps[component.IsChroma ? 1 : 0]);
            }
        }
    }
}
