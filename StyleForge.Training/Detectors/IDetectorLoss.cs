using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>Says how far the outputs of a network are from what is to be found.</summary>
/// <typeparam name="TObject">What is to be found.</typeparam>
internal interface IDetectorLoss<TObject>
{
    /// <summary>The outputs that it looks at.</summary>
    IReadOnlyList<string> Taps { get; }

    /// <summary>Of outputs that are to say little at first but what their biases say, these, by their taps; their filters begin a tenth as large.</summary>
    IReadOnlyDictionary<string, float[]> FirstBiases { get; }

    /// <summary>The names of its parts.</summary>
    IReadOnlyList<string> PartNames { get; }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="outputs">What each of <see cref="Taps"/> shows, a batch.</param>
    /// <param name="objects">For each picture its objects, in pixels of what the network sees.</param>
    /// <returns>
    /// Its parts, <c>(parts)</c>, as <see cref="PartNames"/> has them, each the mean over the pictures; what is learned is their sum. The caller's, in the dispose scope around the call.
    /// </returns>
    Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<TObject>> objects);
}
