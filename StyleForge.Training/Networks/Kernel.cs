using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>The learned numbers of one convolution.</summary>
/// <param name="Weights"><c>(oc, ic, 3, 3)</c>.</param>
/// <param name="Bias"><c>(oc)</c>.</param>
internal readonly record struct Kernel(Tensor Weights, Tensor Bias);
