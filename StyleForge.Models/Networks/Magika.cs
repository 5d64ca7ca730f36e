using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The network of Fratantonio et al., "Magika: AI-Powered Content-Type Detection" (ICSE 2025, arXiv:2409.13768), which tells a file's type from its first and last
/// 1,024 bytes: a convolution in one dimension.
/// </summary>
public static class Magika
{
    private const int Words = 257;
    private const int Bytes = 2048;
    private const int Features = 64;

    // Four bytes become one position.
    private const int Positions = Bytes / 4;
    private const int Kernel = 5;
    private const double Epsilon = 1e-6;

    /// <summary>Its third version: 214 types. A word is a byte, or 256 where a file has no more.</summary>
    public static NetworkDescription Version3 { get; } = new(
        "magika",
        new NetworkFacts
        {
            Title = "Magika, which tells a file's type from its first and last 1,024 bytes",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [], Deviation = [] },
            Source = [1, Bytes],
            MinimumSide = 1,
            Licence = "Apache-2.0",
            Paper = "Fratantonio et al. 2025, Magika: AI-Powered Content-Type Detection, arXiv:2409.13768",
            Origin = new Uri("https://github.com/google/magika"),
            Weights = new PublishedWeights(
                "magika/model.onnx",
                GitHub.File("google/magika", "b141dc37f004fc922a6281a417035560b4c7aae6", "assets/models/standard_v3_3/model.onnx"),
                "fe2d2eb49c5f88a9e0a6c048e15d6ffdf86235519c2afc535044de433169ec8c",
                3_163_737),
            Names = PublishedNames.Of(
                WeightLayout.Onnx,
                ("embedding.weight", "jax2tf_get_logits_/Const:0"), ("embedding.bias", Part("Dense_0/Reshape")),
                ("norm0.weight", Part("LayerNorm_0/Reshape_2")), ("norm0.bias", Part("LayerNorm_0/Reshape_3")),
                ("conv.weight", Part("Conv_0/transpose_3")), ("conv.bias", "const_fold_opt__209"),
                ("norm1.weight", Part("LayerNorm_1/Reshape_2")), ("norm1.bias", Part("LayerNorm_1/Reshape_3")),
                ("fc.weight", "jax2tf_get_logits_/Const_24:0"), ("fc.bias", Part("Dense_1/Reshape"))),
        },
        new LayerList([1, Bytes])
            .Then(new EmbeddingDescription("embedding", "embedding", Words, Features) { HasBias = true }).Then(new TanhGeluDescription("gelu0", "gelu0"))
            .Then(new ReshapeDescription("positions", "positions", [Positions, Features * Bytes / Positions]))
            .Then(new PermuteDescription("channels", "channels", [0, 2, 1]))
            .Then(new LayerNormalisationDescription("norm0", "norm0", Positions, Epsilon))
            .Convolution("conv", 512, kernel: Kernel, padding: 0).Then(new TanhGeluDescription("gelu1", "gelu1"))
            .Then(new PoolingDescription("pool", "pool", Window.Valid(Positions - Kernel + 1)) { Kind = PoolingKind.Maximum, Dimensions = 1 }).Flatten()
            .Then(new LayerNormalisationDescription("norm1", "norm1", 512, Epsilon))
            .Full("fc", 214).Softmax().Layers);

    // A part of the network, as it was converted from JAX.
    private static string Part(string name) => $"jax2tf_get_logits_/pjit_get_logits_/MagikaV2/{name}:0";
}
