using System.CommandLine;

namespace StyleForge.Commands;

/// <summary><c>styleforge train</c>: makes the networks that renders look through.</summary>
internal static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment) =>
        new Verb("train", "Train the networks that pictures are looked at with.", "COMMAND") { TrainFeaturesCommand.Create(environment), TrainDetectorCommand.Create(environment), TrainScenesCommand.Create(environment) };
}
