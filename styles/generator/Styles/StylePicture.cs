using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A style picture: a composition of its own and a way of painting it.</summary>
internal abstract class StylePicture
{
    /// <summary>The file's name without ending: lower case words joined by hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>The picture's title.</summary>
    public abstract string Title { get; }

    /// <summary>What one sees, and what it does to a picture rendered in its style.</summary>
    public abstract string Description { get; }

    /// <summary>How the generator draws it, in a sentence.</summary>
    public abstract string Technique { get; }

    /// <summary>Job-file settings that suit the style; empty where the defaults do.</summary>
    public virtual IReadOnlyDictionary<string, double> SuggestedSettings => new Dictionary<string, double>();

    /// <summary>Where all chance comes from.</summary>
    public virtual uint Seed => 1;

    /// <summary>Width divided by height.</summary>
    protected virtual float Aspect => 1;

    /// <summary>Draws the picture at twice the size asked for and halves it, so that every edge is smooth.</summary>
    /// <param name="longSide">Pixels of the longer side, 16 or more.</param>
    public Canvas Draw(int longSide)
    {
        var width = Aspect >= 1 ? longSide : (int)MathF.Round(longSide * Aspect);
        var height = Aspect >= 1 ? (int)MathF.Round(longSide / Aspect) : longSide;
        var canvas = new Canvas(2 * width, 2 * height);
        Paint(canvas, new SeededRandom(Seed));
        return canvas.Halved();
    }

    /// <summary>Paints the whole canvas; equal seeds and sizes give equal pictures.</summary>
    protected abstract void Paint(Canvas canvas, SeededRandom random);
}
