namespace StyleForge.Artwork.Tracing;

/// <summary>How a surface scatters light.</summary>
internal enum MaterialKind
{
    /// <summary>Lambert's law.</summary>
    Matte,

    /// <summary>Matte under a clear coat of index 1.5.</summary>
    Gloss,

    /// <summary>A coloured mirror, blurred by the roughness.</summary>
    Metal,

    /// <summary>Clear glass of index 1.5.</summary>
    Glass,

    /// <summary>A reflecting surface of index 1.33 over dark depths.</summary>
    Water,

    /// <summary>Gives light and reflects none.</summary>
    Lamp,
}
