using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>What the settings ask of this machine is there: weights that are the network's, networks that find what is protected, and the device.</summary>
internal sealed class MachineRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft)
    {
        var settings = draft.Settings;
        if (draft.Deepest is not null && draft.Knows("weightsFile") && draft.Options.CheckWeights(settings) is { } weights)
        {
            yield return draft.SettingProblem(settings.WeightsFile is null ? "network" : "weightsFile", weights);
        }

        if (draft.Knows("protect", "gateFaceDistance") && draft.Options.CheckProtection(settings) is { } missing)
        {
            yield return draft.SettingProblem(settings.Protect.Count > 0 ? "protect" : "gateFaceDistance", missing);
        }

        if (draft.Knows("device") && draft.Options.CheckDevice(settings.Device) is { } device)
        {
            yield return draft.SettingProblem("device", device);
        }
    }
}
