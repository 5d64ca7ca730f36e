using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>What a backward pass asks at each tap on its way from the deepest to the picture.</summary>
public interface ITapGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Adds the gradient by the activations at a tap to what came back from deeper layers.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="firstRow">The row of the layer that is the maps' first; 0 unless the layer comes in strips, the upmost first.</param>
    /// <param name="activations">The activations there, of the last forward pass.</param>
    /// <param name="gradient">Of the same shape and layout; added to.</param>
    void Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient);
}
