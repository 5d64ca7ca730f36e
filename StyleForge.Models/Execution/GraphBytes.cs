using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>What a <see cref="GraphRun{T}"/> rents: activations and gradients, packed weights and scratch memory of the threads.</summary>
/// <remarks>
/// An estimate from the same plan and extents: small tensors are left out, packed weights count without their padding, and the
/// gradient by the weights takes its memory only where it is asked for.
/// </remarks>
internal sealed class GraphBytes<T>(Network<T> network, Shape source, IReadOnlyList<string> taps, int threads, RunPurpose purpose)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private long _bytes;

    /// <summary>The bytes.</summary>
    public long Count()
    {
        var plan = new GraphPlan(network.Description, source, taps, purpose);
        _bytes = (2 * TensorPool.BytesOf<T>(source.ElementCount)) + TensorPool.BytesOf<T>(plan.Length);
        foreach (var step in plan.Steps.Skip(1))
        {
            switch (network.Description.Layers[step.Layer])
            {
                case ConvolutionDescription convolution when typeof(T) == typeof(float) && VectorWidth.Bits > 0:
                    AddConvolution(convolution, plan.Steps[step.Sources[0]].Shape, step.Shape);
                    break;
                case PoolingDescription pooling when (pooling.Kind ?? network.Options.Pooling) == PoolingKind.Maximum:
                    AddFloats(step.Shape.ElementCount);
                    break;
            }
        }

        return _bytes;
    }

    private void AddFloats(long elements) => _bytes += TensorPool.BytesOf<float>(elements);

    private void AddConvolution(ConvolutionDescription layer, Shape from, Shape to)
    {
        var (ic, oc, taps) = ((long)layer.SourceChannels / layer.Groups, (long)layer.DestinationChannels / layer.Groups, layer.Windows.Aggregate(1, (product, window) => product * window.Size));
        var planes = from[0] * layer.Groups;
        var isFolded = network.Options.Border != BorderMode.Zero;
        if (isFolded)
        {
            AddFloats(from.Spatial.ToArray().Aggregate((long)from[0] * layer.SourceChannels, (count, extent) => count * (extent + layer.Windows.Max(window => window.Size) - 1)));
        }

        AddFloats(layer.Groups * oc * ic * taps);
        AddFloats(layer.Groups * oc * ic * taps);
        if (DirectProduct.Obstacle(network.Options.Border, layer.Windows[^1], (int)oc) is not null)
        {
            AddFloats(threads * PanelFloats(ic, to.Positions));
        }

        AddFloats(threads * (isFolded || ic > 6 || layer.Dimensions == 3 ? PanelFloats(oc, from.Positions) : (oc + (ic * taps)) * from[^1]));

        // Above a million positions blocks are all the same.
        long PanelFloats(long channels, int positions) => ConvolutionProduct.PanelFloats(planes, (int)channels, taps, Math.Min(positions, 1 << 20));
    }
}
