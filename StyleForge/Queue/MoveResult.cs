namespace StyleForge.Queue;

/// <summary>What came of giving a file or folder another name.</summary>
internal enum MoveResult
{
    /// <summary>It has the new name.</summary>
    Moved,

    /// <summary>There is nothing of the old name: somebody else was first.</summary>
    Gone,

    /// <summary>The new name belongs to another folder.</summary>
    Taken,
}
