using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>A network with its weights, for commands that look through one.</summary>
internal static class ReadyNetwork
{
    /// <summary>Reads the weights of a network: those of a file, else those of the user's folders.</summary>
    /// <param name="environment">Folders and variables.</param>
    /// <param name="description">The network.</param>
    /// <param name="file">The weight file; null for those that are here.</param>
    /// <exception cref="CommandFailure">There are none, or they cannot be used.</exception>
    public static Network<float> Read(HostEnvironment environment, NetworkDescription description, string? file)
    {
        var path = file is not null ? Path.GetFullPath(file, environment.WorkingDirectory)
            : new WeightLibrary(environment).Find(description) ?? throw new CommandFailure(
                $"The weights of {description.Name} are not on this machine: fetch them with 'styleforge weights pull {description.Name}', take a file with 'styleforge weights import FILE --as {description.Name}', or name one with --weights.");
        try
        {
            using var weights = WeightFile.Read(path);
            return Network<float>.Build(description, weights);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }
}
