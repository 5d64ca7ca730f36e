namespace StyleForge.Artwork.Tracing;

/// <summary>How the colours of a material are laid out.</summary>
internal enum PatternKind
{
    /// <summary>The first colour everywhere.</summary>
    Plain,

    /// <summary>Fractal blotches between the first and the second colour.</summary>
    Mottled,

    /// <summary>Horizontal bands of the first and the second colour, one each 1/scale metres.</summary>
    Bands,

    /// <summary>Courses of stone or tiles: the first two colours, joints in the third.</summary>
    Masonry,

    /// <summary>Boards along z with grain between the first and the second colour.</summary>
    Wood,

    /// <summary>Ground by height and slope: sand, grass, rock, snow.</summary>
    Ground,

    /// <summary>Rows of windows: wall in the first colour, panes in the second, lit panes in the last.</summary>
    Facade,

    /// <summary>Fruit: the first colour with a blush of the second and freckles of the third.</summary>
    Fruit,

    /// <summary>Woven stripes of the first, second and third colour.</summary>
    Cloth,
}
