using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Subjects;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Where the styles of a plan go, once it is known what is on the content: those that go by it have a mask in the place of words.</summary>
/// <param name="Plan">The plan with the styles that go somewhere; their shares sum to 1.</param>
/// <param name="Inputs">The pictures of that plan.</param>
/// <param name="Found">What of the content styles go over or spare, in its pixels.</param>
/// <param name="LeftOut">File names of the styles that go nowhere on this content.</param>
/// <param name="Notices">What people should know of it, a sentence each.</param>
internal sealed record StylePlacement(RenderPlan Plan, RenderInputs Inputs, IReadOnlyList<FoundObject> Found, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Notices)
{
    // A style on less of the picture than that is on none of it.
    private const double LeastPixels = 1;

    /// <summary>Places the styles.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">Its pictures.</param>
    /// <param name="found">What was found of all that its styles name.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="ImageFileException">No style goes anywhere on this content.</exception>
    public static StylePlacement Of(RenderPlan plan, RenderInputs inputs, FoundSubjects found, WorkerPool workers)
    {
        var (leftOut, notices) = (new List<string>(), new List<string>());
        var kept = new List<(StylePlan Style, Picture Picture, Picture? Mask)>();
        foreach (var (i, style) in plan.Styles.Index())
        {
            var own = style.IsSought ? Place(style, inputs.Masks[i], plan, found, notices, workers) : (style, inputs.Masks[i]);
            if (own is var (placed, mask))
            {
                kept.Add((placed, inputs.Styles[i], mask));
            }
            else
            {
                leftOut.Add(Path.GetFileName(style.Path));
            }
        }

        if (kept.Count == 0)
        {
            throw new ImageFileException(plan.ContentPath, $"shows {Missing(plan, found)}, so none of the styles would go anywhere: add a style that goes everywhere, or take another content");
        }

        var total = kept.Sum(each => each.Style.Weight);
        return new StylePlacement(
            plan with { Styles = [.. kept.Select(each => kept.Count == plan.Styles.Count ? each.Style : each.Style with { Weight = each.Style.Weight / total })] },
            inputs with { Styles = [.. kept.Select(each => each.Picture)], Masks = [.. kept.Select(each => each.Mask)] },
            found.Of(plan.StyleSubjects),
            leftOut,
            notices);
    }

    // Null where the style would go nowhere.
    private static (StylePlan Style, Picture? Mask)? Place(StylePlan style, Picture? painted, RenderPlan plan, FoundSubjects found, List<string> notices, WorkerPool workers)
    {
        var (name, on) = (Path.GetFileNameWithoutExtension(style.Path), $"on {Path.GetFileName(plan.ContentPath)}");
        var (inside, outside) = (SubjectWords.Split(style.Inside), SubjectWords.Split(style.Outside));
        var (across, down) = (plan.Levels[^1].Width, plan.Levels[^1].Height);
        var mask = painted is null ? null : Resampler.Resize(painted, across, down, ResampleFilter.Box, workers);
        var told = new List<string>();
        if (inside.Count > 0)
        {
            if (found.Mask(inside, across, down) is not { } area)
            {
                notices.Add($"The style {name} goes over {Listing.Of(inside)}, of which there are none that can be found {on}: it is left out.");
                return null;
            }

            Multiply(ref mask, area, isInverted: false);
            told.Add($"The style {name} goes over {Seen(inside)}.");
        }

        if (outside.Count > 0)
        {
            if (found.Mask(outside, across, down) is { } spared)
            {
                Multiply(ref mask, spared, isInverted: true);
                told.Add($"The style {name} spares {Seen(outside)}.");
            }
            else
            {
                told.Add($"The style {name} spares {Listing.Of(outside)}, of which there are none that can be found {on}.");
            }
        }

        if (mask is not null && mask.Samples.Sum(sample => (double)sample) < LeastPixels * Picture.Channels)
        {
            notices.Add($"Of what the style {name} goes over {on} nothing is left: it is left out.");
            return null;
        }

        // Without a mask it goes everywhere.
        notices.AddRange(told);
        return (mask is null ? style with { Inside = "", Outside = "" } : style, mask);

        string Seen(IReadOnlyList<string> words) =>
            $"{FoundSubjects.Counted(found.Of(words))} {on}{(found.Missing(words) is { Count: > 0 } missing ? $", which shows no {Listing.Of(missing, "or")} that can be found" : "")}";
    }

    private static string Missing(RenderPlan plan, FoundSubjects found)
    {
        var missing = found.Missing(plan.Styles.SelectMany(style => SubjectWords.Split(style.Inside)).Distinct());
        return missing.Count > 0 ? $"no {Listing.Of(missing, "or")} that can be found" : "nothing that its styles go over";
    }

    // The area takes the place of no mask at all.
    private static void Multiply(ref Picture? mask, Picture area, bool isInverted)
    {
        for (var i = 0; i < area.Samples.Length; i++)
        {
            var share = isInverted ? 1 - area.Samples[i] : area.Samples[i];
            area.Samples[i] = mask is null ? share : share * mask.Samples[i];
        }

        mask = area;
    }
}
