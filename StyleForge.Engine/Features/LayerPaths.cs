using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Layers;

namespace StyleForge.Engine.Features;

/// <summary>Says of a prepared network which path takes each layer.</summary>
public static class LayerPaths
{
    /// <summary>Lists what a run chose, with what the convolutions' paths said.</summary>
    /// <param name="network">The network.</param>
    /// <param name="run">A run of it.</param>
    public static IReadOnlyList<LayerPath> Of(Network<float> network, NetworkRun<float> run)
    {
        var convolutions = new Dictionary<string, IReadOnlyList<KernelPath>>();
        var steps = run.Times;
        var computed = network.Description.Layers.Select(layer => layer.Tap).Intersect(steps.SelectMany(step => step.Layers)).ToHashSet();
        var (shapes, sources) = (network.Description.Shapes(run.Source.Shape, computed), network.Description.Sources);
        for (var index = 0; index < network.Layers.Count; index++)
        {
            if (network.Layers[index] is ConvolutionLayer<float> convolution && computed.Contains(network.Description.Layers[index].Tap))
            {
                var source = sources[index][0] < 0 ? run.Source.Shape : shapes[sources[index][0]];
                convolutions[network.Description.Layers[index].Tap] = ConvolutionPaths.List<float>(convolution.Geometry, source);
            }
        }

        // Joining is asked first; only where it leaves the network, each convolution asks its own paths.
        return [.. steps.Select(step => new LayerPath(
            step.Layer,
            step.Kernel,
            [
                run.Joining.Accepted ? run.Joining with { Name = step.Kernel } : run.Joining,
                .. step.Layers.Select(layer => convolutions.GetValueOrDefault(layer)).FirstOrDefault(paths => paths is not null) ?? [],
            ]))];
    }
}
