using System.Diagnostics;
using System.Runtime.InteropServices;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Benchmarks.Networks;

/// <summary>
/// A network on libtorch as fast as its operators allow: normalisations folded as they are here, rectifiers in place, everything that
/// does not depend on the picture worked out beforehand, in inference mode.
/// </summary>
internal sealed class LibtorchGraph : IDisposable
{
    private readonly TorchNetwork _torch;
    private readonly Network<float> _network;
    private readonly List<IReadOnlyList<TorchTensor>> _parameters;
    private readonly TorchTensor _source;
    private readonly int[] _lastReader;
    private readonly bool[] _mayOverwrite;
    private readonly TorchTensor?[] _results;

    /// <summary>Copies a network's weights and its source.</summary>
    /// <param name="network">The network.</param>
    /// <param name="source">What it is shown, normalised.</param>
    /// <param name="isChannelsLast">True for maps whose channels lie side by side, which only pictures can have.</param>
    public LibtorchGraph(Network<float> network, Tensor<float> source, bool isChannelsLast)
    {
        _network = network;
        _torch = new TorchNetwork(network.Description, network.Weights.Parameters, network.Input, torch.CPU);
        _parameters = [.. _torch.Parameters.Select(layer => (IReadOnlyList<TorchTensor>)[.. layer.Select(Lay)])];
        using var planar = torch.empty([.. source.Shape.Select(extent => (long)extent)]);
        source.Span.CopyTo(MemoryMarshal.Cast<byte, float>(planar.bytes));
        _source = Lay(planar);
        var sources = network.Description.Sources;
        var count = sources.Count;
        _results = new TorchTensor?[count];
        _lastReader = [.. Enumerable.Range(0, count).Select(index => Enumerable.Range(0, count).LastOrDefault(reader => sources[reader].Contains(index), count))];
        _mayOverwrite = [.. Enumerable.Range(0, count).Select(index =>
            sources[index][0] is >= 0 and var read && sources.Sum(each => each.Count(other => other == read)) == 1 && network.Description.Layers[read].Parameters.Count > 0)];
        Ticks = new long[count];

        TorchTensor Lay(TorchTensor tensor)
        {
            if (!isChannelsLast || tensor.dim() != 4)
            {
                return tensor.clone();
            }

            using var last = tensor.permute(0, 2, 3, 1);
            using var laid = last.contiguous();
            return laid.permute(0, 3, 1, 2);
        }
    }

    /// <summary>How long each layer has taken.</summary>
    public long[] Ticks { get; }

    /// <summary>Computes all layers.</summary>
    public void Run()
    {
        using var mode = torch.inference_mode(mode: true);
        var (layers, sources) = (_network.Description.Layers, _network.Description.Sources);
        for (var index = 0; index < layers.Count; index++)
        {
            var start = Stopwatch.GetTimestamp();
            _results[index] = TorchLayers.Compute(
                layers[index], [.. sources[index].Select(read => read < 0 ? _source : _results[read]!)], _parameters[index], _mayOverwrite[index], PoolingKind.Maximum, BorderMode.Zero);
            Ticks[index] += Stopwatch.GetTimestamp() - start;
            foreach (var read in sources[index])
            {
                if (read >= 0 && _lastReader[read] == index)
                {
                    _results[read]!.Dispose();
                }
            }
        }

        _results[^1]!.Dispose();
    }

    public void Dispose()
    {
        foreach (var tensor in _parameters.SelectMany(layer => layer))
        {
            tensor.Dispose();
        }

        _source.Dispose();
        _torch.Dispose();
    }
}
