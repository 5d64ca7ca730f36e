using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Descriptions;

/// <summary>What a tap says it sees is what changes it: found by moving each pixel of a row, one at a time.</summary>
public sealed class ReceptiveFieldTests
{
    public static TheoryData<string, string> Taps => new()
    {
        { "vgg", "conv2_1" },
        { "vgg", "pool2" },
        { "squeezenet", "fire2_expand3x3" },
        { "cifar", "layer1.0.bn2" },
        { "cifar", "layer2.0.bn1" },
        { "even", "same" },
    };

    [Theory]
    [MemberData(nameof(Taps))]
    public void A_position_sees_the_pixels_that_its_tap_says(string name, string tapName)
    {
        const int Side = 40;
        using var network = Network<float>.BuildRandom(Describe(name), seed: 5, new NetworkOptions { LastTap = tapName, Pooling = PoolingKind.Average });
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 1 + Side, 1 + Side], [tapName], workers, pool, isForwardOnly: true);
        var tap = network.Taps[network.Description.IndexOfTap(tapName)];
        var at = Side / 2 / tap.Stride!.Value;
        var noise = new Random(1);
        foreach (ref var sample in run.Source.Span)
        {
            sample = noise.NextSingle();
        }

        run.Forward();
        var before = Channels();
        var middle = (tap.Offset!.Value + (at * tap.Stride.Value) + (tap.ReceptiveField!.Value / 2)) * (Side + 1);
        var seen = new List<int>();
        for (var x = 0; x <= Side; x++)
        {
            var was = run.Source.Span[middle + x];
            run.Source.Span[middle + x] = was + 1;
            run.Forward();
            if (!Channels().SequenceEqual(before))
            {
                seen.Add(x);
            }

            run.Source.Span[middle + x] = was;
        }

        var first = tap.Offset.Value + (at * tap.Stride.Value);
        Assert.Equal((first, first + tap.ReceptiveField.Value - 1), (seen[0], seen[^1]));

        float[] Channels()
        {
            var map = run.Tap(tapName);
            return [.. Enumerable.Range(0, tap.Channels).Select(channel => map[channel, at, at])];
        }
    }

    // Rectifiers are left out, so that no unit is silent; a window of even size has an odd pixel after it.
    private static NetworkDescription Describe(string name) => name switch
    {
        "vgg" => Linear(Vgg.ForgeOf([[4, 4], [4, 4], [4]])),
        "squeezenet" => Linear(SqueezeNets.Version11),
        "cifar" => Linear(CifarResNet.ResNet20),
        _ => Vgg.Forge with { Layers = [new ConvolutionDescription("a", "a", 3, 4, new Window(4, 2, 1, 1)), new ConvolutionDescription("b", "same", 4, 4, Window.Same(2))] },
    };

    private static NetworkDescription Linear(NetworkDescription network) => network with
    {
        Layers = [.. network.Layers.Select(layer => layer is ReluDescription ? new DropoutDescription(layer.Name, layer.Tap) { Inputs = layer.Inputs } : layer)],
    };
}
