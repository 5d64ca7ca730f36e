namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Where the coded symbols of blocks go: to be counted, then to be written.</summary>
internal interface ISymbolSink
{
    /// <summary>Takes a symbol of a table, and the bits that follow it.</summary>
    /// <param name="table">0 luma DC, 1 luma AC, 2 chroma DC, 3 chroma AC.</param>
    /// <param name="symbol">0 to 255.</param>
    /// <param name="bits">The value that follows.</param>
    /// <param name="count">How many bits it has, 0 to 11.</param>
    void Put(int table, int symbol, int bits, int count);
}
