using StyleForge.Models.Files;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>The folder that a training writes to: weights so far, a checkpoint to go on from, and the curve as numbers and as a picture.</summary>
/// <param name="path">The folder, absolute.</param>
/// <param name="shown">The folder as sentences name it.</param>
/// <param name="network">The name of the network that is trained.</param>
/// <param name="draw">Draws the curve.</param>
internal sealed class TrainingFolder(string path, string shown, string network, Action<Stream, TrainingCurve> draw)
{
    private const string Checkpoint = "checkpoint.safetensors";
    private const string Curve = "curve.csv";

    /// <summary>The weights.</summary>
    public string Weights => Path.Combine(path, $"{network}.safetensors");

    /// <summary>The folder as sentences name it.</summary>
    public string Shown => shown;

    /// <summary>Makes the folder and sees whether it can be written to.</summary>
    /// <exception cref="CommandFailure">It cannot, or it holds weights without the checkpoint that they belong to.</exception>
    public void Open()
    {
        if (File.Exists(path))
        {
            throw new CommandFailure($"--output is {shown}, but that is a file: name a folder.");
        }

        try
        {
            Directory.CreateDirectory(path);
            using var probe = new FileStream(
                Path.Combine(path, AtomicFile.TemporaryPrefix + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"--output is {shown}, but nothing can be written there: {refusal.Message.TrimEnd('.')}.", ExitCodes.Wrong, refusal);
        }

        if (File.Exists(Weights) && !File.Exists(Path.Combine(path, Checkpoint)))
        {
            throw new CommandFailure($"{shown} holds {network}.safetensors, but no {Checkpoint} to go on from: move the weights away, or name another folder with --output.");
        }
    }

    /// <summary>The checkpoint; null where there is none.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public TrainingState? ReadCheckpoint()
    {
        var file = Path.Combine(path, Checkpoint);
        try
        {
            return File.Exists(file) ? TrainingState.Read(file) : null;
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>The curve up to a step; empty where there is none.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public TrainingCurve ReadCurve(IReadOnlyList<string> partNames, int lastStep) => TrainingCurve.Read(Path.Combine(path, Curve), Path.Combine(shown, Curve), partNames, lastStep);

    /// <summary>Writes the curve's numbers.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(TrainingCurve curve) => AtomicFile.Write(Path.Combine(path, Curve), curve.Write);

    /// <summary>Writes all files, the checkpoint last: where there is one, there is all that belongs to it.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(TrainingState state, IReadOnlyList<(string Name, Tensor<float> Tensor)> weights, TrainingCurve curve)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["recipe"] = state.Recipe,
            ["step"] = state.Step.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        AtomicFile.Write(Weights, stream => SafetensorsWriter.Write(stream, weights, metadata));
        Write(curve);
        AtomicFile.Write(Path.Combine(path, "curve.svg"), stream => draw(stream, curve));
        AtomicFile.Write(Path.Combine(path, Checkpoint), state.Write);
    }
}
