using Spectre.Console.Rendering;

namespace StyleForge.Presentation;

/// <summary>
/// Text that is written above a live display: it first clears what it is about to overwrite, or the tail of a longer
/// line of the display would show behind it.
/// </summary>
/// <param name="text">What is written.</param>
internal sealed class Overwriting(IRenderable text) : IRenderable
{
    private const string EraseToEndOfScreen = "\u001b[J";

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => text.Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        text.Render(options, maxWidth).Prepend(Segment.Control(EraseToEndOfScreen));
}
