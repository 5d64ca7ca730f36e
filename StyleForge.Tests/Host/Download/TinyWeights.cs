using System.Security.Cryptography;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Host.Download;

/// <summary>Networks of two layers with published weights of some kilobytes, so that tests can fetch the real thing.</summary>
internal static class TinyWeights
{
    static TinyWeights()
    {
        (First, FirstFile) = Make("tiny-a", seed: 1);
        (Second, SecondFile) = Make("tiny-b", seed: 2);
    }

    /// <summary>A network.</summary>
    public static NetworkDescription First { get; }

    /// <summary>Its published weights: 156 kB.</summary>
    public static byte[] FirstFile { get; }

    /// <summary>Another network, with other weights of the same size.</summary>
    public static NetworkDescription Second { get; }

    public static byte[] SecondFile { get; }

    /// <summary>The network with a published file of another content: one that no server here has.</summary>
    public static NetworkDescription WithHash(string prefix, long? bytes) => First with
    {
        Facts = First.Facts with { Weights = First.Facts.Weights! with { Sha256Prefix = prefix, Bytes = bytes } },
    };

    private static (NetworkDescription Network, byte[] File) Make(string name, ulong seed)
    {
        var layers = Vgg.Vgg19.Layers.Take(4).ToArray();
        using var weights = RandomWeights.Make(Vgg.Vgg19 with { Layers = layers }, seed);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. weights.Names.Select(tensor => (tensor, weights[tensor]))], new Dictionary<string, string>());
        var file = stream.ToArray();
        var prefix = Convert.ToHexStringLower(SHA256.HashData(file))[..8];
        var published = new PublishedWeights($"{name}-{prefix}.pth", new Uri($"https://weights.invalid/{name}-{prefix}.pth"), prefix, file.Length);
        return (new NetworkDescription(name, Vgg.Vgg19.Facts with { Weights = published, Variants = [] }, layers), file);
    }
}
