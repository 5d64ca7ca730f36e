using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>
/// The weights of a network, as they are and as kernels pack them. They are there once, whatever pooling and borders a
/// network looks at pictures with.
/// </summary>
public sealed class NetworkWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<(int Layer, Type Packing), IDisposable> _packed = [];

    private NetworkWeights(NetworkDescription description, IReadOnlyList<IReadOnlyList<Tensor<T>>> parameters, WeightSet weights, InputConvention input)
    {
        Description = description;
        Parameters = parameters;
        Origin = weights.Origin;
        Sha256 = weights.Sha256;
        Input = input;
    }

    /// <summary>The description with the widths that the weights have, up to the last layer that is held; batch normalisations have become part of convolutions.</summary>
    public NetworkDescription Description { get; }

    /// <summary>For each layer of the description its tensors, in the order of <see cref="LayerDescription.Parameters"/>. They stay these weights' own.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor<T>>> Parameters { get; }

    /// <summary>Where the weights come from: a path, <c>built in</c>, or <c>random filters, seed 7</c>.</summary>
    public string Origin { get; }

    /// <summary>SHA-256 of the weight file (of the numbers alone for random filters), 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>How the weights want their pictures.</summary>
    public InputConvention Input { get; }

    /// <summary>Bytes of the tensors, without what kernels have packed.</summary>
    public unsafe long Bytes => Parameters.Sum(tensors => tensors.Sum(tensor => (long)tensor.Length * sizeof(T)));

    /// <summary>Reads a weight file of a network, and of it only what is kept.</summary>
    /// <param name="description">The network; its widths give way to those of the file.</param>
    /// <param name="path">The file. Layers may be missing at the end.</param>
    /// <param name="lastTap">The tap after which nothing is kept; null for all that the file holds.</param>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NetworkWeights<T> Read(NetworkDescription description, string path, string? lastTap = null) =>
        Take(description, WeightFile.Read(path, WeightLimits.Default, NetworkFitting.Select(description, path, lastTap)), lastTap);

    /// <summary>Fits weights to a network.</summary>
    /// <param name="description">The network; its widths give way to those of the weights.</param>
    /// <param name="weights">The weights, with torchvision's names or their publisher's; disposed. Layers may be missing at the end.</param>
    /// <param name="lastTap">The tap after which nothing is kept; null for all that the weights hold.</param>
    /// <param name="input">How the weights want their pictures; null for what the network's facts say of them.</param>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    /// <exception cref="ArgumentException"><paramref name="lastTap"/> is not a tap of the network.</exception>
    public static NetworkWeights<T> Take(NetworkDescription description, WeightSet weights, string? lastTap = null, InputConvention? input = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(weights);
        using (weights)
        {
            return Make(description, weights, lastTap, input, tensor =>
                typeof(T) == typeof(float) && tensor.IsIn(weights) ? (Tensor<T>)(object)weights.Take(tensor.Name) : tensor.Copy<T>(weights[tensor.Name]));
        }
    }

    /// <summary>Fits weights to a network and copies them; they stay the caller's. Otherwise as <see cref="Take"/>.</summary>
    internal static NetworkWeights<T> CopyOf(NetworkDescription description, WeightSet weights, NetworkOptions options) =>
        Make(description, weights, options.LastTap, options.Input, tensor => tensor.Copy<T>(weights[tensor.Name]), options.KeepsNormalisation);

    /// <summary>The weights of a layer as a kind of kernel wants them: packed once, when first asked for, and kept.</summary>
    internal TPacked Packed<TPacked>(int index, Func<TPacked> pack)
        where TPacked : IDisposable
    {
        lock (_packed)
        {
            if (!_packed.TryGetValue((index, typeof(TPacked)), out var packed))
            {
                _packed[(index, typeof(TPacked))] = packed = pack();
            }

            return (TPacked)packed;
        }
    }

    /// <summary>Frees the tensors and what was packed of them.</summary>
    public void Dispose()
    {
        foreach (var tensor in Parameters.SelectMany(tensors => tensors))
        {
            tensor.Dispose();
        }

        foreach (var packed in _packed.Values)
        {
            packed.Dispose();
        }
    }

    private static NetworkWeights<T> Make(NetworkDescription description, WeightSet weights, string? lastTap, InputConvention? input, Func<FittedTensor, Tensor<T>> tensor, bool keepsNormalisation = false)
    {
        var fitting = NetworkFitting.Fit(description, weights, lastTap);
        input ??= description.Facts.InputOf(weights);
        IReadOnlyList<Tensor<T>>[] parameters = [.. fitting.Tensors.Select(tensors => tensors.Select(tensor).ToArray())];
        var (fitted, tensors) = keepsNormalisation ? (fitting.Description, parameters) : NormalisationFolding.Fold<T>(fitting.Description, parameters);
        return new NetworkWeights<T>(fitted, tensors, weights, input);
    }
}
