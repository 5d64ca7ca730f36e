using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>
/// Content and styles are large enough for the deepest tap, as files and at the size of the render, and none is too large.
/// </summary>
internal sealed class SizeRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft) => draft.Deepest is not { } deepest
        ? []
        : CheckContent(draft, deepest).Concat(draft.Styles.SelectMany((_, i) => CheckStyle(draft, deepest, i)));

    private static IEnumerable<JobProblem> CheckContent(Draft draft, (string Tap, int Side) deepest)
    {
        if (draft.Content.Header is not { } header)
        {
            yield break;
        }

        var named = draft.Combination.Content;
        var (width, height) = Pyramid.Fit(header.Width, header.Height, draft.Settings.Size);
        var pixels = $"At size {draft.Settings.Size} the picture of \"{named.Path}\" has {width}×{height} pixels, ";
        if (Math.Min(header.Width, header.Height) < deepest.Side)
        {
            yield return draft.Problem(
                named.Field,
                named.Line,
                $"The content picture \"{named.Path}\" has {header.Width}×{header.Height} pixels, but {Need(draft, deepest)}: take a larger picture.");
        }
        else if (Math.Min(width, height) < deepest.Side && draft.Knows("size"))
        {
            yield return draft.SettingProblem("size", $"{pixels}but {Need(draft, deepest)}: raise size.");
        }

        if (draft.Knows("size") && (long)width * height > draft.Options.Limits.MaximumPixels)
        {
            yield return draft.SettingProblem("size", $"{pixels}but may have {draft.Options.Limits.MaximumPixels} in all: lower size.");
        }
    }

    private static IEnumerable<JobProblem> CheckStyle(Draft draft, (string Tap, int Side) deepest, int index)
    {
        if (draft.Styles[index].Header is not { } header)
        {
            yield break;
        }

        var named = draft.Combination.Blend[index];
        var (width, height) = draft.StyleExtents(index, draft.Settings.Size);
        var pixels = FormattableString.Invariant($"At size {draft.Settings.Size} and scale {named.Scale} the style picture ")
            + $"\"{named.Image}\" has {width}×{height} pixels, ";
        if (Math.Min(header.Width, header.Height) < deepest.Side)
        {
            yield return draft.Problem(
                named.Field,
                named.Line,
                $"The style picture \"{named.Image}\" has {header.Width}×{header.Height} pixels, but {Need(draft, deepest)}: take a larger picture.");
        }
        else if (Math.Min(width, height) < deepest.Side && draft.Knows("size"))
        {
            yield return draft.Problem(named.Field, named.Line, $"{pixels}but {Need(draft, deepest)}: raise its scale or the size.");
        }

        if (draft.Knows("size") && (long)width * height > draft.Options.Limits.MaximumPixels)
        {
            yield return draft.Problem(
                named.Field, named.Line, $"{pixels}but may have {draft.Options.Limits.MaximumPixels} in all: lower its scale or the size.");
        }
    }

    private static string Need(Draft draft, (string Tap, int Side) deepest) =>
        $"{deepest.Tap} of {draft.Settings.Network} needs at least {deepest.Side}×{deepest.Side}";
}
