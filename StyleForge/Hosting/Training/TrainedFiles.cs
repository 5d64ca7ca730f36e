using StyleForge.Models.Files;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>A weight file that a training makes, and what lies beside it by the same name; until it is done, the checkpoint.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
internal abstract class TrainedFiles(string weights, string shown)
{
    private const string Ending = ".safetensors";

    /// <summary>The weights.</summary>
    public string Weights => weights;

    /// <summary>The weight file as sentences name it.</summary>
    public string Shown => shown;

    /// <summary>The checkpoint as sentences name it.</summary>
    public string ShownCheckpoint => Path.ChangeExtension(shown, $".checkpoint{Ending}");

    private string Checkpoint => Beside($"checkpoint{Ending}");

    /// <summary>Sees whether the files can be written, and whether what is there may be gone on with.</summary>
    /// <param name="isResumed">True to go on from a checkpoint.</param>
    /// <exception cref="CommandFailure">They cannot be written, or something would be lost.</exception>
    public void Open(bool isResumed)
    {
        if (!weights.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailure($"--output is {shown}, but weights are written as safetensors: give it the ending {Ending}.");
        }

        if (Directory.Exists(weights))
        {
            throw new CommandFailure($"--output is {shown}, but that is a folder: name a file.");
        }

        if (File.Exists(weights))
        {
            throw new CommandFailure($"{shown} is there already: name another file with --output, or move it away.");
        }

        if (File.Exists(Checkpoint) && !isResumed)
        {
            throw new CommandFailure($"{ShownCheckpoint} is the checkpoint of a training that is not done: give --resume to go on from it, name another file with --output, or delete it.");
        }

        var folder = Path.GetDirectoryName(weights)!;
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder, AtomicFile.TemporaryPrefix + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                Directory.Exists(folder)
                    ? $"--output is {shown}, but nothing can be written there: {refusal.Message.TrimEnd('.')}."
                    : $"--output is {shown}, but the folder of that file does not exist: make it first.",
                ExitCodes.Wrong,
                refusal);
        }
    }

    /// <summary>The checkpoint; null where there is none.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public TrainingState? ReadCheckpoint()
    {
        try
        {
            return File.Exists(Checkpoint) ? TrainingState.Read(Checkpoint) : null;
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Writes how far a training is.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Write(TrainingState state) => AtomicFile.Write(Checkpoint, state.Write);

    /// <summary>Writes the weights and deletes the checkpoint, which is not needed any more.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    protected void Finish(IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        WeightFile.Write(weights, tensors, metadata);
        File.Delete(Checkpoint);
    }

    /// <summary>A file beside the weights.</summary>
    protected string Beside(string ending) => Path.ChangeExtension(weights, ending);
}
