namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>A weight as a TensorFlow.js manifest lists it.</summary>
/// <param name="Name">Its name: <c>conv1/kernel</c>.</param>
/// <param name="Type">What it is made of: <c>float32</c>, or a type that is no weight's.</param>
/// <param name="Extents">Its shape, in TensorFlow's order: height, width, input and output channels for a convolution.</param>
/// <param name="Quantisation">How it was made smaller; null where it was not.</param>
internal sealed record TensorFlowJsWeight(string Name, string Type, IReadOnlyList<long> Extents, TensorFlowJsQuantisation? Quantisation)
{
    /// <summary>What lies in the files.</summary>
    public string Stored => Quantisation?.Type ?? Type;

    /// <summary>What it holds where it cannot be weights; null where it can.</summary>
    public string? WhyLeftOut => Extents.Contains(0) ? "no elements" : Type is "float32" or "float16" ? null : $"numbers of type {Type}";
}
