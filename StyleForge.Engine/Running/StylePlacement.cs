using System.Globalization;
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
/// <param name="Notices">What people should know of it, a sentence each.</param>
internal sealed record StylePlacement(RenderPlan Plan, RenderInputs Inputs, IReadOnlyList<FoundObject> Found, IReadOnlyList<string> Notices)
{
    /// <summary>Places the styles.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">Its pictures.</param>
    /// <param name="found">What was found of all that its styles name.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="ImageFileException">No style goes anywhere on this content.</exception>
    public static StylePlacement Of(RenderPlan plan, RenderInputs inputs, FoundSubjects found, WorkerPool workers)
    {
        var notices = new List<string>();
        var kept = new List<(StylePlan Style, Picture Picture, Picture? Mask)>();
        foreach (var (i, style) in plan.Styles.Index())
        {
            var own = style.IsSought ? Place(style, inputs.Masks[i], plan.ContentPath, inputs.Content, found, notices, workers) : (style, inputs.Masks[i]);
            if (own is var (placed, mask))
            {
                kept.Add((placed, inputs.Styles[i], mask));
            }
        }

        if (kept.Count == 0)
        {
            throw new ImageFileException(plan.ContentPath, $"shows {Missing(plan, found)}, so none of the styles would go anywhere: add a style that goes everywhere, or take another content");
        }

        var total = kept.Sum(each => each.Style.Weight);
        string[] words = [.. plan.Styles.SelectMany(style => SubjectWords.Split(style.Inside).Concat(SubjectWords.Split(style.Outside))).Distinct()];
        return new StylePlacement(
            plan with { Styles = [.. kept.Select(each => kept.Count == plan.Styles.Count ? each.Style : each.Style with { Weight = each.Style.Weight / total })] },
            inputs with { Styles = [.. kept.Select(each => each.Picture)], Masks = [.. kept.Select(each => each.Mask)] },
            found.Of(words),
            notices);
    }

    // Null where the style would go nowhere.
    private static (StylePlan Style, Picture? Mask)? Place(
        StylePlan style, Picture? painted, string contentPath, Picture content, FoundSubjects found, List<string> notices, WorkerPool workers)
    {
        var (name, on) = (Path.GetFileNameWithoutExtension(style.Path), $"on {Path.GetFileName(contentPath)}");
        var (inside, outside) = (SubjectWords.Split(style.Inside), SubjectWords.Split(style.Outside));
        var mask = painted is null ? null : Resampler.Resize(painted, content.Width, content.Height, ResampleFilter.Box, workers);
        if (inside.Count > 0)
        {
            if (found.Mask(inside) is not { } area)
            {
                notices.Add($"The style {name} goes over {Listing.Of(inside)}, of which there are none that can be found {on}: it is left out.");
                return null;
            }

            mask = mask is null ? area : Product(mask, area.Samples);
            notices.Add($"The style {name} goes over {Counted(found.Of(inside))} {on}.");
        }

        if (outside.Count > 0)
        {
            if (found.Mask(outside) is { } spared)
            {
                var rest = Array.ConvertAll(spared.Samples, covered => 1 - covered);
                mask = mask is null ? new Picture(content.Width, content.Height, rest) : Product(mask, rest);
                notices.Add($"The style {name} spares {Counted(found.Of(outside))} {on}.");
            }
            else
            {
                notices.Add($"The style {name} spares {Listing.Of(outside)}, of which there are none that can be found {on}.");
            }
        }

        if (mask is not null && !mask.Samples.AsSpan().ContainsAnyExcept(0f))
        {
            notices.Add($"Of what the style {name} goes over {on} nothing is left: it is left out.");
            return null;
        }

        // Without a mask it goes everywhere.
        return (mask is null ? style with { Inside = "", Outside = "" } : style, mask);
    }

    private static string Missing(RenderPlan plan, FoundSubjects found)
    {
        var missing = found.Missing(plan.Styles.SelectMany(style => SubjectWords.Split(style.Inside)).Distinct());
        return missing.Count > 0 ? $"no {Listing.Of(missing, "or")} that can be found" : "nothing that its styles go over";
    }

    private static string Counted(IEnumerable<FoundObject> objects) =>
        Listing.Of(objects.GroupBy(each => each.Name).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count()} × {each.Key}")));

    private static Picture Product(Picture mask, float[] shares)
    {
        var product = new float[shares.Length];
        for (var i = 0; i < product.Length; i++)
        {
            product[i] = mask.Samples[i] * shares[i];
        }

        return new Picture(mask.Width, mask.Height, product);
    }
}
