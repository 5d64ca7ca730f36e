namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>One component on its way into a file: the samples of one row of units, and all quantised blocks.</summary>
/// <param name="id">The name that scans use.</param>
/// <param name="factor">Sampling factor along both axes, 1 or 2: blocks a unit has along each.</param>
/// <param name="isChroma">Which quantisation table and which codes it uses.</param>
/// <param name="unitsAcross">Minimum coded units across.</param>
/// <param name="unitsDown">Minimum coded units down.</param>
internal sealed class EncodedComponent(byte id, int factor, bool isChroma, int unitsAcross, int unitsDown)
{
    private readonly short[] _coefficients = new short[unitsAcross * unitsDown * factor * factor * Block.Size];

    public byte Id { get; } = id;

    public int Factor { get; } = factor;

    public bool IsChroma { get; } = isChroma;

    /// <summary>Blocks across.</summary>
    public int Across { get; } = unitsAcross * factor;

    /// <summary>Samples from one row to the next.</summary>
    public int Stride => Across * Block.Side;

    /// <summary>The samples of one row of units: 8 × factor rows.</summary>
    public byte[] Samples { get; } = new byte[unitsAcross * factor * factor * Block.Size];

    /// <summary>One row of <see cref="Samples"/>.</summary>
    public Span<byte> Row(int y) => Samples.AsSpan(y * Stride, Stride);

    /// <summary>Sets one row of <see cref="Samples"/>; columns beyond the source repeat its last sample.</summary>
    public void SetRow(int y, ReadOnlySpan<byte> source)
    {
        var row = Row(y);
        source.CopyTo(row);
        row[source.Length..].Fill(source[^1]);
    }

    /// <summary>Repeats the row before the given one down to the end of <see cref="Samples"/>.</summary>
    public void RepeatRow(int y)
    {
        for (; y < Factor * Block.Side; y++)
        {
            Row(y - 1).CopyTo(Row(y));
        }
    }

    /// <summary>The 64 coefficients of a block, row by row.</summary>
    public Span<short> Coefficients(int row, int column) => _coefficients.AsSpan(((row * Across) + column) * Block.Size, Block.Size);

    /// <summary>Transforms and quantises <see cref="Samples"/>.</summary>
    /// <param name="unitRow">The row of units that they are.</param>
    /// <param name="steps">64 quantisation steps, row by row.</param>
    public void Transform(int unitRow, ReadOnlySpan<byte> steps)
    {
        for (var row = 0; row < Factor; row++)
        {
            for (var column = 0; column < Across; column++)
            {
                var samples = Samples.AsSpan((row * Block.Side * Stride) + (column * Block.Side));
                ForwardDct.Transform(samples, Stride, steps, Coefficients((unitRow * Factor) + row, column));
            }
        }
    }
}
