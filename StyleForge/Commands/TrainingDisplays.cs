using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>Chooses how a training is shown.</summary>
internal static class TrainingDisplays
{
    /// <summary>JSON where it is asked for, else a terminal that can be redrawn, else lines of text.</summary>
    /// <param name="environment">Streams, terminal and clock.</param>
    /// <param name="asJson">True for JSON.</param>
    /// <returns>The display, and the same where it is JSON.</returns>
    public static (JsonTraining? Json, ITrainingDisplay Display) Choose(HostEnvironment environment, bool asJson)
    {
        if (asJson)
        {
            var json = new JsonTraining(new JsonLines(environment.Output));
            return (json, json);
        }

        return (null, environment.Terminal is { } terminal ? new LiveTraining(terminal) : new PlainTraining(environment.Error, environment.Time));
    }
}
