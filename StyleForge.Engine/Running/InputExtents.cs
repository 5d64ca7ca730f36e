using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>The extents of a plan's pictures at their own size, which is how they are kept until the job is done.</summary>
/// <param name="Styles">The style pictures, in the plan's order.</param>
/// <param name="Pixels">Pixels of all pictures together.</param>
internal sealed record InputExtents(IReadOnlyList<(int Width, int Height)> Styles, long Pixels)
{
    /// <summary>Those of pictures that were read.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="masks">Masks of what is protected beside them.</param>
    public static InputExtents Of(RenderInputs inputs, IEnumerable<Picture?> masks) => new(
        [.. inputs.Styles.Select(style => (style.Width, style.Height))],
        inputs.Masks.Concat(masks).Concat(inputs.Styles).Append(inputs.Content).Append(inputs.Start).Sum(picture => (long)(picture?.PlaneLength ?? 0)));

    /// <summary>Those of pictures whose headers alone are read.</summary>
    public static InputExtents Of(RenderPlan plan, Func<string, ImageHeader> readHeader)
    {
        var styles = plan.Styles.Select(style => readHeader(style.Path)).ToArray();
        string?[] others = [plan.ContentPath, plan.Settings.StartImage, .. plan.Styles.Select(style => style.MaskPath)];
        var headers = styles.Concat(others.Where(path => path is not null).Select(path => readHeader(path!)));
        return new InputExtents([.. styles.Select(style => (style.Width, style.Height))], headers.Sum(header => (long)header.Width * header.Height) + Sought(plan));
    }

    // What is found makes a mask of the picture's size for each style that goes by it, one for what is protected, and one for the faces among that.
    private static long Sought(RenderPlan plan) =>
        (plan.Styles.Count(style => style.IsSought) + Math.Min(2, plan.Settings.Protect.Count)) * (long)plan.Levels[^1].Width * plan.Levels[^1].Height;

    /// <summary>The extents of all pictures at a level.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="level">One of its levels.</param>
    public LevelSizes At(RenderPlan plan, LevelPlan level) => At(new Canvas(level.Width, level.Height, plan.Settings.Margin), plan, level);

    private LevelSizes At(Canvas canvas, RenderPlan plan, LevelPlan level) => new(
        canvas.FullWidth, canvas.FullHeight, [.. plan.Styles.Zip(Styles, (style, own) => Scaled(style, own, level)).Zip(plan.Styles, (size, style) => (size.Width, size.Height, style.IsMasked))])
    {
        IsProtected = plan.Settings.Protect.Count > 0,
    };

    /// <summary>The extents of a style picture at a level.</summary>
    public static (int Width, int Height) Scaled(StylePlan style, (int Width, int Height) own, LevelPlan level) =>
        Resampler.Fit(own.Width, own.Height, (int)Math.Round(Math.Max(level.Width, level.Height) * style.Scale));
}
