using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using TorchSharp;
using TorchSharp.Modules;
using static StyleForge.Models.Torch.TorchArithmetic;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>What libtorch computes for each kind of layer.</summary>
internal static class TorchLayers
{
    // How far means and variances move towards those of a batch.
    private const double NormalisationMomentum = 0.1;

    /// <summary>Computes a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sources">What it reads, in the order of its inputs.</param>
    /// <param name="parameters">Its tensors, in the order of <see cref="LayerDescription.Parameters"/>.</param>
    /// <param name="inPlace">True where the source may be overwritten.</param>
    /// <param name="pooling">How to pool where the layer leaves it open.</param>
    /// <param name="border">What convolutions read beyond the edge.</param>
    /// <param name="learning">Draws for a layer that learns; null where it does not.</param>
    /// <exception cref="NotSupportedException">There is no such layer here.</exception>
    public static TorchTensor Compute(
        LayerDescription layer,
        IReadOnlyList<TorchTensor> sources,
        IReadOnlyList<TorchTensor> parameters,
        bool inPlace,
        PoolingKind pooling,
        BorderMode border,
        torch.Generator? learning = null)
    {
        var x = sources[0];
        return layer switch
        {
            ConvolutionDescription convolution => Convolve(convolution, x, parameters, border),
            FullyConnectedDescription => F.linear(x, parameters[0], parameters.ElementAtOrDefault(1)!),
            EmbeddingDescription => Embed(x, parameters),
            BatchNormalisationDescription { Epsilon: var epsilon, HasScale: var hasScale } =>
                F.batch_norm(x, parameters[^2], parameters[^1], hasScale ? parameters[0] : null!, parameters[^3], training: learning is not null, momentum: NormalisationMomentum, eps: epsilon),
            ScaleDescription => Scale(x, parameters[0], parameters[1]),
            LayerNormalisationDescription { Features: var features, Epsilon: var epsilon } => F.layer_norm(x, [features], parameters[0], parameters[1], epsilon),
            LocalResponseNormalisationDescription normalisation => F.local_response_norm(x, normalisation.Size, normalisation.Alpha, normalisation.Beta, normalisation.K),
            PoolingDescription described => Pool(described, x, described.Kind ?? pooling),
            AdaptivePoolingDescription { Side: var side, Dimensions: 1 } => F.adaptive_avg_pool1d(x, side),
            AdaptivePoolingDescription { Side: var side, Dimensions: 2 } => F.adaptive_avg_pool2d(x, side),
            AdaptivePoolingDescription { Side: var side } => F.adaptive_avg_pool3d(x, [side, side, side]),
            UpsamplingDescription { Factor: var factor } => F.interpolate(x, scale_factor: [.. Enumerable.Repeat((double)factor, (int)x.dim() - 2)]),
            AdditionDescription => Add(sources),
            ConcatenationDescription => torch.cat(sources.ToArray(), 1),
            PaddingDescription padding => Pad(x, padding),
            SliceDescription { Dimension: var dimension, Start: var start, Length: var length } => x.narrow(dimension, start, length).contiguous(),
            MagnitudeDescription => Magnitude(x),
            LstmCellDescription { Hidden: var hidden } => Step(x, sources[1], parameters, hidden),
            FlattenDescription => x.flatten(1),
            ReshapeDescription { Extents: var extents } => x.reshape([x.shape[0], .. extents.Select(extent => (long)extent)]),
            PermuteDescription { Order: var order } => x.permute([.. order.Select(dimension => (long)dimension)]),
            DropoutDescription { Share: var share } => learning is null ? x.alias() : Drop(x, share, learning),
            ReluDescription => F.relu(x, inplace: inPlace),
            ParametricReluDescription => F.prelu(x, parameters[0]),
            LeakyReluDescription { Slope: var slope } => x.leaky_relu(Held(slope)),
            Relu6Description => F.relu6(x),
            EluDescription { Alpha: var alpha } => x.elu(Held(alpha), Held(1.0), Held(1.0)),
            GeluDescription => x.gelu(),
            TanhGeluDescription => x.gelu(GELU.Approximate.tanh),
            HardSwishDescription => F.hardswish(x),
            TanhDescription => x.tanh(),
            SigmoidDescription => x.sigmoid(),
            SoftmaxDescription { Dimension: var dimension } => x.softmax(dimension),
            _ => throw new NotSupportedException($"libtorch's side knows no {layer.GetType().Name}: add it to {nameof(TorchLayers)}."),
        };
    }

    // What is kept grows, so that the sum stays what it was on average.
    private static TorchTensor Drop(TorchTensor x, double share, torch.Generator generator)
    {
        using var drawn = torch.rand(x.shape, x.dtype, x.device, generator: generator);
        using var isKept = drawn.ge(Held(share));
        using var factors = isKept.to(x.dtype).div_(Held(1 - share));
        return x.mul(factors);
    }

    private static TorchTensor Convolve(ConvolutionDescription layer, TorchTensor x, IReadOnlyList<TorchTensor> parameters, BorderMode border)
    {
        Window[] windows = [.. layer.Windows.Zip(x.shape.Skip(2), (window, extent) => window.Over((int)extent))];
        var isPadded = border != BorderMode.Zero || windows.Any(window => window.Before != window.After);
        using var padded = isPadded
            ? F.pad(x, Margins(windows.Select(window => (window.Before, window.After))), Mode(border))
            : x.alias();
        var (weights, bias, groups) = (parameters[0], parameters.ElementAtOrDefault(1), layer.Groups);
        long[] strides = [.. windows.Select(window => (long)window.Stride)];
        long[] padding = [.. windows.Select(window => isPadded ? 0L : window.Before)];
        long[] dilation = [.. windows.Select(window => (long)window.Dilation)];
        return layer.Dimensions switch
        {
            1 => F.conv1d(padded, weights, bias!, strides[0], padding[0], dilation[0], groups: groups),
            2 => F.conv2d(padded, weights, bias!, strides, padding, dilation, groups),
            _ => F.conv3d(padded, weights, bias, strides, padding, dilation, groups),
        };
    }

    private static TorchTensor Pool(PoolingDescription layer, TorchTensor x, PoolingKind kind)
    {
        var windows = Windows(layer.Slide, x);
        if (windows.All(window => window.Before == window.After))
        {
            return Pool(layer, x, kind, windows, [.. windows.Select(window => (long)window.Before)]);
        }

        // Padding never wins a maximum. An average that does not count it is divided by the share that does count.
        var margins = Margins(windows.Select(window => (window.Before, window.After)));
        var none = new long[windows.Length];
        using var padded = F.pad(x, margins, PaddingModes.Constant, kind == PoolingKind.Maximum ? double.NegativeInfinity : 0);
        var pooled = Pool(layer, padded, kind, windows, none);
        if (kind == PoolingKind.Maximum || layer.CountsPadding)
        {
            return pooled;
        }

        using (pooled)
        {
            using var ones = torch.ones_like(x);
            using var inside = F.pad(ones, margins);
            using var shares = Pool(layer, inside, kind, windows, none);
            return pooled.div(shares);
        }
    }

    private static TorchTensor Pool(PoolingDescription layer, TorchTensor x, PoolingKind kind, Window[] windows, long[] padding)
    {
        long[] sizes = [.. windows.Select(window => (long)window.Size)];
        long[] strides = [.. windows.Select(window => (long)window.Stride)];
        return (layer.Dimensions, kind) switch
        {
            (1, PoolingKind.Maximum) => F.max_pool1d(x, sizes[0], strides[0], padding[0], ceil_mode: layer.Ceiling),
            (2, PoolingKind.Maximum) => F.max_pool2d(x, sizes, strides, padding, ceil_mode: layer.Ceiling),
            (_, PoolingKind.Maximum) => F.max_pool3d(x, sizes, strides, padding, ceil_mode: layer.Ceiling),
            (1, _) => F.avg_pool1d(x, sizes[0], strides[0], padding[0], layer.Ceiling, layer.CountsPadding),
            (2, _) => F.avg_pool2d(x, sizes, strides, padding, layer.Ceiling, layer.CountsPadding),
            _ => F.avg_pool3d(x, sizes, strides, padding, layer.Ceiling, layer.CountsPadding),
        };
    }

    private static TorchTensor Scale(TorchTensor x, TorchTensor factors, TorchTensor offsets)
    {
        long[] perChannel = [1, -1, .. Enumerable.Repeat(1L, (int)x.dim() - 2)];
        using var factor = factors.reshape(perChannel);
        using var offset = offsets.reshape(perChannel);
        using var scaled = x.mul(factor);
        return scaled.Plus(offset);
    }

    private static TorchTensor Embed(TorchTensor words, IReadOnlyList<TorchTensor> parameters)
    {
        using var flat = words.flatten();
        using var places = flat.to(torch.ScalarType.Int64);
        using var rows = parameters[0].index_select(0, places);
        using var plain = rows.reshape([.. words.shape, parameters[0].shape[1]]);
        return parameters.Count > 1 ? plain.Plus(parameters[1]) : plain.alias();
    }

    // libtorch mirrors and repeats positions only, of as many dimensions as it is told of.
    private static TorchTensor Pad(TorchTensor x, PaddingDescription padding) =>
        F.pad(x, Margins(padding.Border == BorderMode.Zero ? padding.Margins : padding.Margins.Skip(1)), Mode(padding.Border));

    private static TorchTensor Magnitude(TorchTensor x)
    {
        using var squares = x.Squared();
        var halves = squares.chunk(2, 1);
        using var real = halves[0];
        using var imaginary = halves[1];
        using var sum = real.Plus(imaginary);
        return sum.sqrt();
    }

    private static TorchTensor Step(TorchTensor x, TorchTensor state, IReadOnlyList<TorchTensor> parameters, int hidden)
    {
        using var scope = torch.NewDisposeScope();
        var (h, c) = (state.narrow(1, 0, hidden), state.narrow(1, hidden, hidden));
        var gates = F.linear(x, parameters[0], parameters[2]).Plus(F.linear(h, parameters[1], parameters[3])).chunk(4, 1);
        var cell = gates[1].sigmoid().mul(c).Plus(gates[0].sigmoid().mul(gates[2].tanh()));
        return torch.cat([gates[3].sigmoid().mul(cell.tanh()), cell], 1).MoveToOuterDisposeScope();
    }

    private static TorchTensor Add(IReadOnlyList<TorchTensor> sources)
    {
        var sum = sources[0].alias();
        foreach (var source in sources.Skip(1))
        {
            using var before = sum;
            sum = before.Plus(source);
        }

        return sum;
    }

    private static PaddingModes Mode(BorderMode border) => border switch
    {
        BorderMode.Reflect => PaddingModes.Reflect,
        BorderMode.Replicate => PaddingModes.Replicate,
        _ => PaddingModes.Constant,
    };

    private static Window[] Windows(Window slide, TorchTensor x) => [.. x.shape.Skip(2).Select(extent => slide.Over((int)extent))];

    // libtorch wants the last dimension's first.
    private static long[] Margins(IEnumerable<(int Before, int After)> margins) => [.. margins.Reverse().SelectMany(margin => (long[])[margin.Before, margin.After])];
}
