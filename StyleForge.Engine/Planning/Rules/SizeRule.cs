using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>Content and styles are large enough for the deepest tap, as files and at the size of the render, and the picture is not too large.</summary>
internal sealed class SizeRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft)
    {
        if (draft.Deepest is not { } deepest)
        {
            yield break;
        }

        var need = $"{deepest.Tap} of {draft.Settings.Network} needs at least {deepest.Side}×{deepest.Side}";
        var size = draft.Settings.Size;
        if (draft.Content.Header is { } header)
        {
            var (width, height) = Pyramid.Fit(header.Width, header.Height, size);
            if (Math.Min(header.Width, header.Height) < deepest.Side)
            {
                yield return draft.Problem(
                    draft.Combination.Content.Field,
                    draft.Combination.Content.Line,
                    $"The content picture \"{draft.Content.Text}\" has {header.Width}×{header.Height} pixels, but {need}: take a larger picture.");
            }
            else if (Math.Min(width, height) < deepest.Side)
            {
                yield return draft.SettingProblem(
                    "size", $"At size {size} the picture of \"{draft.Content.Text}\" has {width}×{height} pixels, but {need}: raise size.");
            }

            if ((long)width * height > draft.Options.Limits.MaximumPixels)
            {
                yield return draft.SettingProblem(
                    "size",
                    $"At size {size} the picture of \"{draft.Content.Text}\" has {width}×{height} pixels, "
                        + $"but may have {draft.Options.Limits.MaximumPixels} in all: lower size.");
            }
        }

        for (var i = 0; i < draft.Styles.Count; i++)
        {
            if (draft.Styles[i].Header is not { } style)
            {
                continue;
            }

            var named = draft.Combination.Blend[i];
            var (width, height) = draft.StyleExtents(i, size);
            if (Math.Min(style.Width, style.Height) < deepest.Side)
            {
                yield return draft.Problem(
                    named.Field,
                    named.Line,
                    $"The style picture \"{named.Image}\" has {style.Width}×{style.Height} pixels, but {need}: take a larger picture.");
            }
            else if (Math.Min(width, height) < deepest.Side)
            {
                yield return draft.Problem(
                    named.Field,
                    named.Line,
                    FormattableString.Invariant($"At size {size} and scale {named.Scale} the style picture \"{named.Image}\" has {width}×{height} pixels, ")
                        + $"but {need}: raise its scale or the size.");
            }

            if ((long)width * height > draft.Options.Limits.MaximumPixels)
            {
                yield return draft.Problem(
                    named.Field,
                    named.Line,
                    FormattableString.Invariant($"At size {size} and scale {named.Scale} the style picture \"{named.Image}\" has {width}×{height} pixels, ")
                        + $"but may have {draft.Options.Limits.MaximumPixels} in all: lower its scale or the size.");
            }
        }
    }
}
