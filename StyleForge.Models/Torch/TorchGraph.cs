using System.Runtime.InteropServices;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>The layers of a description, one after the other, on libtorch.</summary>
public static class TorchGraph
{
    /// <summary>Computes the layers that some taps depend on.</summary>
    /// <param name="description">The network.</param>
    /// <param name="source">What it is shown, as its first layers want it.</param>
    /// <param name="parameters">The tensors of a layer, by its place, in the order of <see cref="LayerDescription.Parameters"/>.</param>
    /// <param name="taps">The places to look at.</param>
    /// <param name="pooling">How to pool where the network leaves it open.</param>
    /// <param name="border">What convolutions read beyond the edge.</param>
    /// <param name="pass">What the layers after a tap see, by the tap and its activations; null for the activations themselves.</param>
    /// <param name="training">How layers behave that learn; null where none does.</param>
    /// <returns>What each tap shows; the caller's, in the dispose scope around the call.</returns>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    /// <exception cref="ExternalException">libtorch refused, for example for lack of memory.</exception>
    public static Dictionary<string, TorchTensor> Run(
        NetworkDescription description,
        TorchTensor source,
        Func<int, IReadOnlyList<TorchTensor>> parameters,
        IReadOnlyCollection<string> taps,
        PoolingKind pooling,
        BorderMode border,
        Func<string, TorchTensor, TorchTensor>? pass = null,
        TorchTraining? training = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(taps);
        using var scope = torch.NewDisposeScope();
        var shown = new Dictionary<string, TorchTensor>();
        var (layers, isNeeded, sources) = (description.Layers, description.LayersFor(taps), description.Sources);
        var readers = sources.Where((_, index) => isNeeded[index]).SelectMany(read => read).CountBy(read => read).ToDictionary();
        var left = new Dictionary<int, int>(readers);
        var results = new Dictionary<int, TorchTensor> { [-1] = source.alias() };
        foreach (var index in Enumerable.Range(0, layers.Count).Where(index => isNeeded[index]))
        {
            var (layer, read) = (layers[index], sources[index]);
            var result = TorchLayers.Compute(layer, [.. read.Select(each => results[each])], parameters(index), MayOverwrite(read[0]), pooling, border, training?.Learns(index) == true ? training.Generator : null);
            foreach (var each in read)
            {
                left[each]--;
                if (left[each] == 0 && !IsShown(each))
                {
                    results[each].Dispose(); // What autograd needs of it, it keeps.
                }
            }

            if (IsShown(index))
            {
                shown.Add(layer.Tap, result.MoveToOuterDisposeScope());
            }

            results[index] = pass?.Invoke(layer.Tap, result) ?? result;
        }

        return shown;

        bool IsShown(int index) => index >= 0 && taps.Contains(layers[index].Tap);

        // Convolutions and the like find their gradients without their results.
        bool MayOverwrite(int index) => index >= 0 && readers[index] == 1 && !IsShown(index) && layers[index].Parameters.Count > 0;
    }
}
