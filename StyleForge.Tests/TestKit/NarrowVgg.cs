using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.TestKit;

/// <summary>A network for tests that need one of many layers and not the one that comes with the program: VGG-19 to relu5_1 at a quarter of its width.</summary>
internal static class NarrowVgg
{
    public static NetworkDescription Network { get; } = Vgg.ForgeOf([[16, 16], [32, 32], [64, 64, 64, 64], [128, 128, 128, 128], [128]]);
}
