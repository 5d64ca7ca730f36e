using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>
/// Scales the layers of a network so that activations have mean 1 on photographs, which changes nothing of what it sees (Gatys et
/// al. 2016, section 2): one set of layer weights then serves everywhere.
/// </summary>
/// <remarks>Departure: Gatys et al. give each channel mean 1. Here a layer has one factor, so that its channels keep their weight among each other.</remarks>
internal static class TapScales
{
    /// <summary>Scaled kernels. A layer that sees nothing on photographs, whose activations are all 0, stays as it is.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="means">The mean activation of each on photographs; null for a layer that is to stay as it is.</param>
    /// <returns>New tensors, in the caller's dispose scope.</returns>
    public static Kernel[] Scale(IReadOnlyList<Kernel> kernels, IReadOnlyList<double?> means)
    {
        var scaled = new Kernel[kernels.Count];
        var before = 1.0;
        for (var index = 0; index < scaled.Length; index++)
        {
            var mean = means[index] is > 0 and { } measured ? measured : 1;
            scaled[index] = new Kernel(kernels[index].Weights * Held(before / mean), kernels[index].Bias / Held(mean));
            before = mean;
        }

        return scaled;
    }

    /// <summary>The means and mean squares of activations at some taps.</summary>
    /// <param name="batches">The pictures, in the caller's dispose scope.</param>
    /// <param name="taps">Where.</param>
    /// <param name="run">Looks at a batch.</param>
    public static (double Mean, double Square)[] Measure(IReadOnlyList<Tensor> batches, IReadOnlyList<string> taps, Func<Tensor, Dictionary<string, Tensor>> run)
    {
        var moments = new (double Mean, double Square)[taps.Count];
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var free = no_grad();
            var features = run(batch);
            for (var tap = 0; tap < moments.Length; tap++)
            {
                var own = features[taps[tap]].to(ScalarType.Float32);
                moments[tap].Mean += own.mean().item<float>() / batches.Count;
                moments[tap].Square += own.Squared().mean().item<float>() / batches.Count;
            }
        }

        return moments;
    }
}
