namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>What one kind of scan does with each block; a struct, so that the walk over the blocks is compiled for it.</summary>
internal interface IBlockDecoder
{
    /// <summary>Reads one block.</summary>
    /// <param name="reader">Where its bits come from.</param>
    /// <param name="scanned">The component it belongs to.</param>
    /// <param name="row">Row of blocks within the component.</param>
    /// <param name="column">Column of blocks within the component.</param>
    void Decode(ref BitReader reader, ScanComponent scanned, int row, int column);

    /// <summary>Forgets what was carried from block to block, other than the predictions.</summary>
    void Restart();
}
