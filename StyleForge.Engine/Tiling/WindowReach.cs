using StyleForge.Models.Descriptions;

namespace StyleForge.Engine.Tiling;

/// <summary>How far a network looks from a pixel, and the grid that its layers share: what windows must keep to.</summary>
/// <param name="Stride">Pixels from one position of the deepest tap to the next. Cores begin and end on multiples of it, so that they tile every layer.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position of the deepest tap sees.</param>
public sealed record WindowReach(int Stride, int ReceptiveField)
{
    // Winograd's tiles are 4×4 positions: windows that begin on a multiple of this have the tiles of the whole picture.
    private const int TileSide = 4;

    /// <summary>Windows begin on multiples of this.</summary>
    public int Alignment => Stride * TileSide;

    /// <summary>Pixels around a core that its features depend on: half of what a position sees.</summary>
    public int FeatureHalo => (ReceptiveField + 1) / 2;

    /// <summary>
    /// Pixels around a core that the gradient by its pixels depends on: a pixel is seen by positions half a receptive field away,
    /// whose features depend on pixels half of one further away.
    /// </summary>
    public int GradientHalo => ReceptiveField;

    /// <summary>The reach of the deepest of some taps; null where one of them sees the whole picture, which then cannot be cut.</summary>
    public static WindowReach? Of(NetworkDescription network, IReadOnlyList<string> taps)
    {
        var deepest = network.Taps[taps.Max(network.IndexOfTap)];
        return deepest is { Stride: { } stride, ReceptiveField: { } field } ? new WindowReach(stride, field) : null;
    }
}
