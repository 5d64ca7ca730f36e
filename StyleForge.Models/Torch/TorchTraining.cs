using TorchSharp;

namespace StyleForge.Models.Torch;

/// <summary>
/// How layers behave that do something else while a network learns: dropout draws, and batch normalisation goes by the batch it sees, by which it moves its
/// means and variances a tenth of the way.
/// </summary>
/// <param name="Generator">Draws what dropout keeps; of the device that the network is on.</param>
/// <param name="Learns">Which layers learn, by their places in the description; the others behave as ever.</param>
public sealed record TorchTraining(torch.Generator Generator, Predicate<int> Learns);
