namespace StyleForge.Hosting;

/// <summary>What became of the wish for a network's weights.</summary>
internal enum PullStatus
{
    /// <summary>They were fetched.</summary>
    Pulled,

    /// <summary>They were here already.</summary>
    Present,

    /// <summary>They come with the program.</summary>
    BuiltIn,

    /// <summary>Nobody publishes any.</summary>
    Unpublished,

    /// <summary>They could not be fetched.</summary>
    Failed,

    /// <summary>It was interrupted.</summary>
    Unfinished,
}
