using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>What the settings ask of this machine is there: weights that are the network's, networks that find what is protected and where styles go, and the device.</summary>
internal sealed class MachineRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft)
    {
        var settings = draft.Settings;
        if (draft.Deepest is not null && draft.Knows("weightsFile") && draft.Options.CheckWeights(settings) is { } weights)
        {
            yield return draft.SettingProblem(settings.WeightsFile is null ? "network" : "weightsFile", weights);
        }

        if (draft.Knows("protect") && draft.Options.CheckSubjects(settings.Protect) is { } unprotected)
        {
            yield return draft.SettingProblem("protect", unprotected);
        }
        else if (draft.Knows("gateFaceDistance") && settings.JudgesFaces && draft.Options.CheckSubjects([SubjectWords.Faces]) is { } unjudged)
        {
            yield return draft.SettingProblem("gateFaceDistance", unjudged);
        }

        foreach (var style in draft.Combination.Blend)
        {
            foreach (var (name, words) in ((string, string)[])[("inside", style.Inside), ("outside", style.Outside)])
            {
                if (draft.Options.CheckSubjects(SubjectWords.Split(words)) is { } missing)
                {
                    yield return draft.Problem($"{style.Field}.{name}", style.Line, missing);
                }
            }
        }

        if (draft.Knows("device") && draft.Options.CheckDevice(settings.Device) is { } device)
        {
            yield return draft.SettingProblem("device", device);
        }
    }
}
