using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>Whom a forward pass shows the activations at each tap.</summary>
public interface ITapObserver<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes in activations.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="firstRow">The row of the layer that is the map's first; 0 unless the layer comes in strips, the upmost first.</param>
    /// <param name="activations">The whole layer or a strip, <c>(N, C, rows, W)</c>; a strip is valid during the call only. Not to be written to.</param>
    void Observe(string tap, int firstRow, FeatureMap<T> activations);
}
