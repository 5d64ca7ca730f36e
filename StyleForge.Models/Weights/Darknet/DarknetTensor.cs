namespace StyleForge.Models.Weights.Darknet;

/// <summary>Numbers that a layer has in a Darknet weight file.</summary>
/// <param name="Name">The layer's number and Darknet's word for them: <c>0.biases</c>, <c>0.scales</c>, <c>0.rolling_mean</c>, <c>0.rolling_variance</c>, <c>0.weights</c>.</param>
/// <param name="Extents">Their shape: output channels, input channels of a group, height, width for the weights of a convolution.</param>
internal sealed record DarknetTensor(string Name, IReadOnlyList<long> Extents);
