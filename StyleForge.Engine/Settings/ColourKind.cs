namespace StyleForge.Engine.Settings;

/// <summary>Whose colours the finished picture has.</summary>
public enum ColourKind
{
    /// <summary>The style's, as the optimiser made them.</summary>
    Style,

    /// <summary>The content's: only the luminance of the result is kept (Gatys et al. 2017, «luminance-only transfer»).</summary>
    Content,
}
