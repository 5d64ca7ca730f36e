using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>No style is the content itself: the picture would only come out as it went in.</summary>
internal sealed class DifferentPicturesRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft)
    {
        for (var i = 0; i < draft.Styles.Count; i++)
        {
            var style = draft.Styles[i];
            if (draft.Content.Header is not null && style.Header is not null && draft.Inputs.AreSame(draft.Content, style))
            {
                var named = draft.Combination.Blend[i];
                yield return draft.Problem(
                    named.Field,
                    named.Line,
                    $"The style picture \"{named.Image}\" is the same picture as the content \"{draft.Content.Text}\": name another style.");
            }
        }
    }
}
