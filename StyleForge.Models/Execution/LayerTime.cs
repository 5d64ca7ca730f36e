namespace StyleForge.Models.Execution;

/// <summary>What one step of a run has cost.</summary>
/// <param name="Layers">The taps of the layers that the kernel computes, mostly one; or the part of the loss.</param>
/// <param name="Kernel">What computes it: <c>blocked-winograd-256</c>.</param>
/// <param name="MultiplyAdds">Multiplications of the forward pass, counted as a direct convolution has them; as many again by source.</param>
/// <param name="Forward">How long the forward pass took.</param>
/// <param name="Backward">How long the gradient by the source took, without the taps' own gradients; zero before the first.</param>
public readonly record struct LayerTime(IReadOnlyList<string> Layers, string Kernel, long MultiplyAdds, TimeSpan Forward, TimeSpan Backward)
{
    /// <summary>The layers as people read them: <c>conv1_2 + relu1_2 + pool1</c>.</summary>
    public string Layer => string.Join(" + ", Layers);
}
