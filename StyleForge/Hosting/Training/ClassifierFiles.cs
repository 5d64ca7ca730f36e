using System.Globalization;
using System.Text;
using StyleForge.Models.Files;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Features;

namespace StyleForge.Hosting.Training;

/// <summary>The files of a classifier's training: its weights, and beside them by the same name the model card, curves, confusion matrix and, until it is done, the checkpoint.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="drawings">Make what people look at.</param>
internal sealed class ClassifierFiles(string weights, string shown, ClassifierDrawings drawings)
{
    private const string Ending = ".safetensors";

    /// <summary>The weights.</summary>
    public string Weights => weights;

    /// <summary>The weight file as sentences name it.</summary>
    public string Shown => shown;

    /// <summary>The model card.</summary>
    public string Card => Beside("md");

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

    /// <summary>Writes the curves as numbers and as a picture.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(IReadOnlyList<EpochPoint> epochs)
    {
        AtomicFile.Write(Beside("curves.csv"), stream => stream.Write(Encoding.UTF8.GetBytes(Table(epochs))));
        AtomicFile.Write(Beside("curves.svg"), stream => drawings.Curves(stream, epochs));
    }

    /// <summary>Writes what a finished training leaves, the weights last but for the checkpoint, which is not needed any more.</summary>
    /// <param name="facts">What is said of it.</param>
    /// <param name="tensors">The weights.</param>
    /// <exception cref="FileWriteException">Something cannot be written.</exception>
    public void Finish(ClassifierFacts facts, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors)
    {
        AtomicFile.Write(Beside("confusion.png"), stream => drawings.Confusion(stream, facts.Judged));
        AtomicFile.Write(Card, stream => drawings.Card(stream, facts));
        var metadata = new Dictionary<string, string>(facts.Network.Metadata())
        {
            ["format"] = "pt",
            ["styleforge_training"] = FormattableString.Invariant($"{facts.Begun}; examples {facts.Counts.Fingerprint}; seed {facts.Seed}; {facts.Recipe}"),
            ["styleforge_epoch"] = facts.Best.Epoch.ToString(CultureInfo.InvariantCulture),
            ["styleforge_accuracy_held_out"] = facts.HeldOut.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture),
        };
        if (facts.Test is { } test)
        {
            metadata["styleforge_accuracy_test"] = test.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        WeightFile.Write(weights, tensors, metadata);
        File.Delete(Checkpoint);
    }

    private static string Table(IReadOnlyList<EpochPoint> epochs)
    {
        var text = new StringBuilder("epoch,rate,training loss,training accuracy,held-out loss,held-out accuracy\n");
        foreach (var epoch in epochs)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.Rate:0.00000000},{epoch.TrainingLoss:0.00000},{epoch.TrainingAccuracy:0.00000},{epoch.HeldOutLoss:0.00000},{epoch.HeldOutAccuracy:0.00000}\n");
        }

        return text.ToString();
    }

    private string Beside(string ending) => Path.ChangeExtension(weights, ending);
}
