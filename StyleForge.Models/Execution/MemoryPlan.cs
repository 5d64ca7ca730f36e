namespace StyleForge.Models.Execution;

/// <summary>
/// Lays blocks of memory that live for known stretches of time into one arena, so that blocks which never live at the same
/// time may share it. Largest first, each as low as it fits: simple, and within a few percent of what is live at once.
/// </summary>
internal sealed class MemoryPlan
{
    // Floats of a cache line, so that every block can be written past the caches.
    private const long Alignment = 16;

    private readonly List<Block> _blocks = [];

    /// <summary>Floats of the arena; known after <see cref="Lay"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Asks for a block.</summary>
    /// <param name="floats">How long it is.</param>
    /// <param name="from">The first step at which it is in use.</param>
    /// <param name="to">The last step at which it is in use.</param>
    /// <returns>Its number, for <see cref="Offset"/>.</returns>
    public int Add(long floats, int from, int to)
    {
        _blocks.Add(new Block { Length = (floats + Alignment - 1) / Alignment * Alignment, From = from, To = to });
        return _blocks.Count - 1;
    }

    /// <summary>Finds a place for every block.</summary>
    public void Lay()
    {
        var laid = new List<Block>(_blocks.Count);
        foreach (var block in _blocks.OrderByDescending(block => block.Length).ThenBy(block => block.From))
        {
            foreach (var other in laid.Where(other => other.From <= block.To && block.From <= other.To).OrderBy(other => other.Offset))
            {
                if (other.Offset >= block.Offset + block.Length)
                {
                    break;
                }

                block.Offset = Math.Max(block.Offset, other.Offset + other.Length);
            }

            laid.Add(block);
            Length = Math.Max(Length, block.Offset + block.Length);
        }
    }

    /// <summary>Where a block begins in the arena, in floats.</summary>
    public long Offset(int number) => _blocks[number].Offset;

    private sealed class Block
    {
        public required long Length { get; init; }

        public required int From { get; init; }

        public required int To { get; init; }

        public long Offset { get; set; }
    }
}
