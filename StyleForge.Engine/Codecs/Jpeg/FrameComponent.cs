namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>One component (Y, Cb, Cr, K, …) of a frame: its facts, and its samples or coefficients as they come in.</summary>
internal sealed class FrameComponent(byte id, int horizontal, int vertical, int quantisationIndex)
{
    private short[] _coefficients = [];

    /// <summary>The name that scans use.</summary>
    public byte Id { get; } = id;

    /// <summary>Horizontal sampling factor, 1 to 4.</summary>
    public int Horizontal { get; } = horizontal;

    /// <summary>Vertical sampling factor, 1 to 4.</summary>
    public int Vertical { get; } = vertical;

    /// <summary>Which of the four quantisation tables is used, 0 to 3.</summary>
    public int QuantisationIndex { get; } = quantisationIndex;

    /// <summary>Samples across that the picture needs.</summary>
    public int Width { get; private set; }

    /// <summary>Samples down that the picture needs.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks across and down that a scan of this component alone codes.</summary>
    public (int Across, int Down) Blocks { get; private set; }

    /// <summary>Blocks across and down that an interleaved scan codes: whole minimum coded units.</summary>
    public (int Across, int Down) PaddedBlocks { get; private set; }

    /// <summary>Samples from one row to the next in <see cref="Plane"/>.</summary>
    public int Stride => PaddedBlocks.Across * Block.Side;

    /// <summary>The quantisation steps, in the order of a block; null until the first scan of this component.</summary>
    public ushort[]? Quantisation { get; set; }

    /// <summary>The samples: rows of <see cref="Stride"/>, for all padded blocks.</summary>
    public byte[] Plane { get; private set; } = [];

    /// <summary>
    /// By coded place: the lowest bit that is there of this coefficient, or -1 while no scan sent any. 0 is complete.
    /// </summary>
    public sbyte[] LowestBit { get; } = CreateLowestBits();

    /// <summary>Works out the extents from the frame's.</summary>
    public void Measure(int frameWidth, int frameHeight, int maximumHorizontal, int maximumVertical)
    {
        Width = Ceiling(frameWidth * Horizontal, maximumHorizontal);
        Height = Ceiling(frameHeight * Vertical, maximumVertical);
        Blocks = (Ceiling(Width, Block.Side), Ceiling(Height, Block.Side));
        PaddedBlocks = (
            Ceiling(frameWidth, Block.Side * maximumHorizontal) * Horizontal,
            Ceiling(frameHeight, Block.Side * maximumVertical) * Vertical);
    }

    /// <summary>Takes the memory for samples, and for coefficients where they come in parts.</summary>
    public void Allocate(bool isProgressive)
    {
        var size = PaddedBlocks.Across * PaddedBlocks.Down * Block.Size;
        Plane = new byte[size];
        _coefficients = isProgressive ? new short[size] : [];
    }

    /// <summary>The 64 coefficients of a block of a progressive frame.</summary>
    public Span<short> Coefficients(int row, int column) =>
        _coefficients.AsSpan(((row * PaddedBlocks.Across) + column) * Block.Size, Block.Size);

    /// <summary>Turns the coefficients of a progressive frame into samples, once all scans are read.</summary>
    public void Reconstruct()
    {
        for (var row = 0; row < Blocks.Down; row++)
        {
            for (var column = 0; column < Blocks.Across; column++)
            {
                var block = Coefficients(row, column);
                Reconstruct(block, isFlat: !block[1..].ContainsAnyExcept((short)0), row, column);
            }
        }
    }

    /// <summary>Turns the coefficients of one block into its samples.</summary>
    /// <param name="block">64 quantised coefficients.</param>
    /// <param name="isFlat">True where only the first is set.</param>
    /// <param name="row">Row of blocks.</param>
    /// <param name="column">Column of blocks.</param>
    public void Reconstruct(ReadOnlySpan<short> block, bool isFlat, int row, int column)
    {
        var samples = Plane.AsSpan(((row * Stride) + column) * Block.Side);
        if (isFlat)
        {
            InverseDct.TransformFlat(block[0], Quantisation![0], samples, Stride);
        }
        else
        {
            InverseDct.Transform(block, Quantisation, samples, Stride);
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    private static sbyte[] CreateLowestBits()
    {
        var bits = new sbyte[Block.Size];
        Array.Fill(bits, (sbyte)-1);
        return bits;
    }
}
