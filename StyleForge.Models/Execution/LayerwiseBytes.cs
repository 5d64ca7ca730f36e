using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>What a <see cref="LayerwiseRun{T}"/> rents: activations, two gradients, packed weights and scratch memory of the threads.</summary>
/// <remarks>
/// An estimate from the same extents: small tensors are left out, packed weights count without their padding, and the
/// gradient by the weights takes its memory only where it is asked for.
/// </remarks>
internal sealed class LayerwiseBytes<T>(Network<T> network, IReadOnlyList<string> taps, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _deepest = taps.Max(network.Description.IndexOfTap);
    private readonly long[] _gradients = new long[2];
    private readonly List<(long Length, bool InPlace)> _steps = [];
    private long _bytes;

    /// <summary>The bytes for a picture.</summary>
    public long Of(int height, int width)
    {
        var length = 3L * height * width;
        Add(length);
        Add(length);
        Step(length, length, inPlace: false);
        for (var index = 0; index <= _deepest; index++)
        {
            var layer = network.Description.Layers[index];
            var before = (height, width);
            (height, width) = Extents(layer, height, width);
            var destination = (long)network.Taps[index].Channels * height * width;
            var inPlace = layer is ReluDescription && index > 0 && network.Description.Layers[index - 1].Parameters.Count > 0
                && !taps.Contains(network.Description.Layers[index - 1].Tap);
            Step(length, destination, inPlace);
            AddLayer(layer, before.height, before.width, destination);
            length = destination;
        }

        AddGradients(length);
        return _bytes;
    }

    private static (int Height, int Width) Extents(LayerDescription layer, int height, int width) => layer switch
    {
        AdaptivePoolingDescription { Side: var side } => (side, side),
        { EndsPositions: true } => (1, 1),
        { Window: { } window } => (window.Destination(height), window.Destination(width)),
        _ => (height, width),
    };

    private void Add(long elements) => _bytes += TensorPool.BytesOf<T>(elements);

    private void AddFloats(long elements) => _bytes += TensorPool.BytesOf<float>(elements);

    private void Step(long source, long destination, bool inPlace)
    {
        _steps.Add((source, inPlace));
        if (!inPlace)
        {
            Add(destination);
        }
    }

    private void AddLayer(LayerDescription layer, int height, int width, long destination)
    {
        switch (layer)
        {
            case ConvolutionDescription convolution when typeof(T) == typeof(float) && VectorWidth.Bits > 0:
                AddConvolution(convolution, height, width);
                break;
            case PoolingDescription when network.Options.Pooling == PoolingKind.Maximum:
                AddFloats(destination);
                break;
        }
    }

    private void AddConvolution(ConvolutionDescription layer, int height, int width)
    {
        var (ic, oc, taps) = ((long)layer.SourceChannels, (long)layer.DestinationChannels, layer.Kernel * layer.Kernel);
        var isFolded = network.Options.Border != BorderMode.Zero;
        if (isFolded)
        {
            AddFloats(ic * (height + layer.Kernel - 1) * (width + layer.Kernel - 1));
        }

        AddFloats(oc * ic * taps);
        AddFloats(oc * ic * taps);
        AddFloats(threads * PanelFloats(ic));
        AddFloats(threads * (isFolded || ic > 6 ? PanelFloats(oc) : (oc + (ic * taps)) * width));

        // Above a million positions blocks are all the same.
        long PanelFloats(long channels) => ConvolutionProduct.PanelFloats(1, (int)channels, taps, (int)Math.Min((long)height * width, 1 << 20));
    }

    // Two buffers take turns as the gradient by a step's destination and by its source.
    private void AddGradients(long last)
    {
        var turn = 0;
        _gradients[0] = last;
        for (var index = _steps.Count - 1; index > 0; index--)
        {
            turn = _steps[index].InPlace ? turn : 1 - turn;
            _gradients[turn] = Math.Max(_gradients[turn], _steps[index].Length);
        }

        Add(_gradients[0]);
        Add(_gradients[1]);
    }
}
