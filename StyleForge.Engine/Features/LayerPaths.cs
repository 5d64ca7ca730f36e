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
        var shape = run.Source.Shape;
        foreach (var (layer, description) in network.Layers.Zip(network.Description.Layers).Take(network.Description.IndexOfTap(steps[^1].Layers[^1]) + 1))
        {
            if (layer is ConvolutionLayer<float> convolution)
            {
                convolutions[description.Tap] = ConvolutionPaths.List<float>(convolution.Geometry, shape);
            }

            shape = layer.DestinationShape(shape);
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
