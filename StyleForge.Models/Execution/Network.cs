using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Execution;

/// <summary>A network with its weights, and how it pools and pads, ready to look at pictures. It holds nothing of any picture: see <see cref="NetworkRun{T}"/>.</summary>
public sealed class Network<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _ownsWeights;

    /// <summary>Looks at pictures with weights that stay their owner's. Costs next to nothing.</summary>
    /// <param name="weights">The weights; the network must not be used longer than they are there.</param>
    /// <param name="pooling">How it pools.</param>
    /// <param name="border">What convolutions read beyond the edge.</param>
    public Network(NetworkWeights<T> weights, PoolingKind pooling = PoolingKind.Maximum, BorderMode border = BorderMode.Zero)
        : this(weights, new NetworkOptions { Pooling = pooling, Border = border }, ownsWeights: false)
    {
    }

    private Network(NetworkWeights<T> weights, NetworkOptions options, bool ownsWeights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
        Options = options;
        Layers = [.. weights.Description.Layers.Zip(weights.Parameters, (layer, parameters) => layer.Build(parameters, options))];
        Normalisation = new InputNormalisationLayer<T>(weights.Input);
        _ownsWeights = ownsWeights;
    }

    /// <summary>The weights.</summary>
    public NetworkWeights<T> Weights { get; }

    /// <summary>The description with the widths that the weights have, up to the last layer that they hold.</summary>
    public NetworkDescription Description => Weights.Description;

    /// <summary>The layers, one for each of the description's.</summary>
    public IReadOnlyList<Layer<T>> Layers { get; }

    /// <summary>The places that can be looked at, in order.</summary>
    public IReadOnlyList<NetworkTap> Taps => Description.Taps;

    /// <summary>The choices that the network was built with.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Where the weights come from: a path, <c>built in</c>, or <c>random filters, seed 7</c>.</summary>
    public string WeightsOrigin => Weights.Origin;

    /// <summary>SHA-256 of the weight file (of the numbers alone for random filters), 64 lower-case hexadecimal digits.</summary>
    public string WeightsSha256 => Weights.Sha256;

    /// <summary>How the weights want their pictures. A run takes care of it.</summary>
    public InputConvention Input => Weights.Input;

    /// <summary>The normalisation of the picture, before the first layer.</summary>
    internal Layer<T> Normalisation { get; }

    /// <summary>Builds a network that owns its weights, copied from a set that stays the caller's.</summary>
    /// <param name="description">The network; its widths give way to those of the weights.</param>
    /// <param name="weights">The weights, with torchvision's names or their publisher's. Layers may be missing at the end.</param>
    /// <param name="options">The choices that weights leave open; null for the network's own.</param>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    /// <exception cref="ArgumentException"><see cref="NetworkOptions.LastTap"/> is not a tap of the network.</exception>
    public static Network<T> Build(NetworkDescription description, WeightSet weights, NetworkOptions? options = null)
    {
        options ??= new NetworkOptions();
        return new Network<T>(NetworkWeights<T>.CopyOf(description, weights, options), options, ownsWeights: true);
    }

    /// <summary>Builds a network of seeded random filters: see <see cref="RandomWeights"/>.</summary>
    /// <param name="description">The network.</param>
    /// <param name="seed">Any number; the same one gives the same weights.</param>
    /// <param name="options">The choices that weights leave open; null for the network's own.</param>
    /// <exception cref="ArgumentException"><see cref="NetworkOptions.LastTap"/> is not a tap of the network.</exception>
    public static Network<T> BuildRandom(NetworkDescription description, ulong seed, NetworkOptions? options = null)
    {
        options ??= new NetworkOptions();
        using var weights = RandomWeights.Make(description, seed, options.LastTap);
        return Build(description, weights, options);
    }

    /// <summary>The table of shapes, parameters and costs for a picture <c>(1, 3, H, W)</c>, or what else the network takes.</summary>
    /// <exception cref="ArgumentException">The picture is too small, or not one that the network takes.</exception>
    public NetworkTable Describe(Shape source) => Description.Describe(source);

    /// <summary>Sets up passes over pictures of one shape: takes all memory that they need.</summary>
    /// <param name="source">The picture, <c>(N, 3, H, W)</c>.</param>
    /// <param name="taps">The taps to be looked at, in any order; the pass goes no further than the deepest.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">There is no such tap, or the picture is too small for it.</exception>
    /// <param name="isForwardOnly">True if there will be no backward pass, so that no memory is taken for one.</param>
    /// <param name="inStrips">
    /// True if the first taps of a large picture may be shown in strips to who observes the forward pass, and not be kept. That
    /// takes much less memory: they are the largest.
    /// </param>
    public NetworkRun<T> Prepare(
        Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool, bool isForwardOnly = false, bool inStrips = false)
    {
        if (this is Network<float> network)
        {
            if (source.Rank == 4 && taps.Count > 0 && BlockedRun.Judge(Description, source, taps).Accepted)
            {
                return (NetworkRun<T>)(object)new BlockedRun(network, source, taps, workers, pool, isForwardOnly ? RunPurpose.Activations : RunPurpose.PictureGradient, inStrips);
            }

            if (isForwardOnly && MapPlan.Make(network, source, taps) is { } plan)
            {
                return (NetworkRun<T>)(object)new MapRun(network, source, taps, plan, workers, pool);
            }
        }

        return new GraphRun<T>(this, source, taps, workers, pool, isForwardOnly ? RunPurpose.Activations : RunPurpose.PictureGradient);
    }

    /// <summary>The bytes that <see cref="Prepare"/> rents.</summary>
    /// <param name="source">The picture, <c>(1, 3, H, W)</c>; may be larger than memory.</param>
    /// <param name="taps">The taps to be looked at.</param>
    /// <param name="threads">Threads to work on.</param>
    /// <param name="isForwardOnly">True for a run without a backward pass.</param>
    /// <param name="inStrips">True for a run that may show its first taps in strips.</param>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    /// <returns>The bytes, or more than any machine has where a layer is larger than a tensor can be.</returns>
    public long RunBytes(Shape source, IReadOnlyList<string> taps, int threads, bool isForwardOnly = false, bool inStrips = false)
    {
        if (Taps.Select(tap => tap.Channels * ((long)source.Positions / Math.Max(1, (tap.Stride ?? 1) * (long)(tap.Stride ?? 1)))).Max() > int.MaxValue)
        {
            return BlockedRun.TooMany;
        }

        var purpose = isForwardOnly ? RunPurpose.Activations : RunPurpose.PictureGradient;
        if (this is Network<float> network)
        {
            if (BlockedRun.Judge(Description, source, taps).Accepted)
            {
                return BlockedRun.Bytes(network, source, taps, threads, purpose, inStrips);
            }

            if (isForwardOnly && MapPlan.Make(network, source, taps) is { } plan)
            {
                return MapRun.Bytes(network, source, plan, threads);
            }
        }

        return new GraphBytes<T>(this, source, taps, threads, purpose).Count();
    }

    /// <summary>The bytes of weights that runs have the network pack and keep, beside the weights as they are; over small pictures a run that never goes back packs less.</summary>
    /// <param name="taps">The taps to be looked at.</param>
    /// <param name="isForwardOnly">True for runs without a backward pass.</param>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public long PackedBytes(IReadOnlyList<string> taps, bool isForwardOnly = false)
    {
        if (this is not Network<float> network)
        {
            return 0;
        }

        if (BlockedRun.Judge(Description, [1, 3, 1, 1], taps).Accepted)
        {
            return Description.Layers.Take(taps.Max(Description.IndexOfTap) + 1).OfType<ConvolutionDescription>().Sum(BlockedWeights.BytesOf);
        }

        return isForwardOnly && VectorWidth.Bits > 0 ? MapRun.MostPackedBytes(network, taps) : 0;
    }

    /// <summary>The weights of a layer as a kernel wants them: packed once, when first asked for, and kept as long as the weights.</summary>
    internal TPacked Packed<TPacked>(int index, Func<Layer<T>, TPacked> pack)
        where TPacked : IDisposable => Weights.Packed(index, () => pack(Layers[index]));

    /// <summary>Frees the weights where they are this network's own.</summary>
    public void Dispose()
    {
        if (!_ownsWeights)
        {
            return;
        }

        foreach (var layer in Layers)
        {
            layer.Dispose();
        }

        Weights.Dispose();
    }
}
