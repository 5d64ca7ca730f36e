using System.CommandLine;

namespace StyleForge.Commands;

/// <summary><c>styleforge train</c>: makes networks.</summary>
internal static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment) =>
        new Verb("train", "Train networks: those that pictures are looked at with, classifiers and detectors.", "COMMAND") { TrainFeaturesCommand.Create(environment), TrainClassifierCommand.Create(environment), TrainDetectorCommand.Create(environment), TrainScenesCommand.Create(environment) };
}
