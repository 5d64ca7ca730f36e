namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Counts symbols by table.</summary>
internal sealed class SymbolCounter : ISymbolSink
{
    private readonly long[][] _frequencies = [new long[256], new long[256], new long[256], new long[256]];

    /// <inheritdoc/>
    public void Put(int table, int symbol, int bits, int count) => _frequencies[table][symbol]++;

    /// <summary>The best codes for what was counted.</summary>
    /// <param name="tables">How many tables are in use: 2 for grey, 4 for colour.</param>
    public HuffmanCode[] BuildCodes(int tables) => Array.ConvertAll(_frequencies[..tables], f => new HuffmanCode(f));
}
