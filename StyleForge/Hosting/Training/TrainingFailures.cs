using StyleForge.Engine.Codecs;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Detection;
using StyleForge.Models.Files;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Training.Examples;

namespace StyleForge.Hosting.Training;

/// <summary>What ends a training, as sentences and exit codes.</summary>
internal static class TrainingFailures
{
    // Of a folder with a thousand bad pictures the first tell enough.
    private const int MostProblems = 20;

    /// <summary>Trains, and tells of what ends it.</summary>
    /// <param name="train">The training on examples.</param>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public static TrainingOutcome Told(Func<TrainingOutcome> train)
    {
        try
        {
            return train();
        }
        catch (ExampleException refusal)
        {
            var rest = refusal.Problems.Count - MostProblems;
            string[] lines = [.. refusal.Problems.Take(MostProblems), .. rest > 0 ? [$"… and {rest} more like these."] : (string[])[]];
            throw new CommandFailure(string.Join('\n', lines), ExitCodes.Wrong, refusal);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or TorchUnavailableException or AnnotationException or ImageFileException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
        catch (BackendException failure)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }
        catch (OptimisationException failure)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }
        catch (FileWriteException failure)
        {
            throw new CommandFailure($"{failure.Message}.", ExitCodes.JobFailed, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{failure.Message.TrimEnd('.')}.", ExitCodes.Wrong, failure);
        }
    }
}
