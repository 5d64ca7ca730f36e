using StyleForge.Models.Detection;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>How wrong one output of a detector is.</summary>
internal interface IOutputLoss
{
    /// <summary>The output.</summary>
    string Tap { get; }

    /// <summary>The biases that the output begins with.</summary>
    float[] FirstBiases { get; }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="output">What the output says, of some pictures.</param>
    /// <param name="objects">For each picture its objects, in pixels of what the network sees.</param>
    /// <returns>The mean over the pictures; the caller's, in the dispose scope around the call.</returns>
    Tensor Of(Tensor output, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects);
}
