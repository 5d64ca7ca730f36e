namespace StyleForge.Artwork.Styles;

/// <summary>All style pictures, in the order of the gallery.</summary>
internal static class StyleCatalogue
{
    /// <summary>Every style picture of the project.</summary>
    public static IReadOnlyList<StylePicture> All { get; } =
    [
        new StarryImpasto(),
        new EbruMarbling(),
        new PeacockMosaic(),
        new LilyStainedGlass(),
        new RiverPointillism(),
        new IndigoBatik(),
        new WaveWoodcut(),
        new MistInk(),
        new NautilusEngraving(),
        new PopHalftone(),
        new WaterholeDots(),
        new PoppyPastel(),
    ];
}
