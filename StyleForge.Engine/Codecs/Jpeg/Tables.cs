using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>The tables that segments define and scans use: quantisation, Huffman codes, restart interval.</summary>
internal sealed class Tables
{
    private const int Places = 4;

    private readonly ushort[]?[] _quantisation = new ushort[Places][];
    private readonly HuffmanTable?[] _dc = new HuffmanTable[Places];
    private readonly HuffmanTable?[] _ac = new HuffmanTable[Places];

    /// <summary>Minimum coded units between restart markers, 0 for none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>The quantisation steps of a component, in the order of a block.</summary>
    public ushort[] Quantisation(FrameComponent component) => _quantisation[component.QuantisationIndex]
        ?? throw new ImageFormatException($"is damaged: component {component.Id} uses quantisation table {component.QuantisationIndex}, which is not there");

    /// <summary>The code of DC differences at a place.</summary>
    public HuffmanTable Dc(int place, int scan) => Find(_dc, place, scan, "DC");

    /// <summary>The code of AC coefficients at a place.</summary>
    public HuffmanTable Ac(int place, int scan) => Find(_ac, place, scan, "AC");

    /// <summary>Reads a DQT segment (T.81 B.2.4.1).</summary>
    public void ReadQuantisation(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var (wide, place) = (body[0] >> 4, body[0] & 15);
            var size = Block.Size * (wide + 1);
            if (wide > 1 || place >= Places || body.Length < 1 + size)
            {
                throw new ImageFormatException($"is damaged: quantisation table {place} of kind {wide} has {body.Length - 1} bytes");
            }

            var steps = new ushort[Block.Size];
            for (var k = 0; k < Block.Size; k++)
            {
                var step = wide == 0 ? body[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + (2 * k))..]);
                if (step == 0)
                {
                    throw new ImageFormatException($"is damaged: quantisation table {place} has a step of 0");
                }

                steps[ZigZag.Natural[k]] = step;
            }

            _quantisation[place] = steps;
            body = body[(1 + size)..];
        }
    }

    /// <summary>Reads a DHT segment (T.81 B.2.4.2).</summary>
    public void ReadHuffman(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var (kind, place) = (body[0] >> 4, body[0] & 15);
            var symbols = 0;
            for (var i = 1; i <= 16 && i < body.Length; i++)
            {
                symbols += body[i];
            }

            if (kind > 1 || place >= Places || symbols > 256 || body.Length < 17 + symbols)
            {
                throw new ImageFormatException($"is damaged: Huffman table {place} of kind {kind} with {symbols} symbols has {body.Length - 1} bytes");
            }

            var table = new HuffmanTable(body.Slice(1, 16), body.Slice(17, symbols));
            if (kind == 0 && table.LargestSymbol > 15)
            {
                throw new ImageFormatException($"is damaged: Huffman table {place} has DC differences of {table.LargestSymbol} bits");
            }

            (kind == 0 ? _dc : _ac)[place] = table;
            body = body[(17 + symbols)..];
        }
    }

    /// <summary>Reads a DRI segment (T.81 B.2.4.4).</summary>
    public void ReadRestartInterval(ReadOnlySpan<byte> body)
    {
        if (body.Length != 2)
        {
            throw new ImageFormatException($"is damaged: its restart interval has {body.Length} bytes in place of 2");
        }

        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
    }

    private static HuffmanTable Find(HuffmanTable?[] tables, int place, int scan, string kind) =>
        (place < Places ? tables[place] : null)
        ?? throw new ImageFormatException($"is damaged: scan {scan} uses {kind} Huffman table {place}, which is not there");
}
