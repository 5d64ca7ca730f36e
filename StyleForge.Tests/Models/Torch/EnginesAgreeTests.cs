using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Every network of the catalogue, by both engines, with random weights.</summary>
public sealed class EnginesAgreeTests
{
    // What all fully connected layers compute alike is left out where they have most of the weights.
    private static readonly Dictionary<string, string> Ends = new()
    {
        ["vgg11"] = "pool5",
        ["vgg13"] = "pool5",
        ["vgg16"] = "pool5",
        ["vgg19"] = "pool5",
        ["alexnet"] = "pool5",
        ["alexnet-lrn"] = "pool5",
    };

    public static TheoryData<string> Names => new(NetworkCatalogue.Every.Select(network => network.Name));

    [TorchTheory]
    [MemberData(nameof(Names))]
    public void Both_engines_see_the_same(string name)
    {
        var description = NetworkCatalogue.Every.Single(network => network.Name == name);
        var end = Ends.GetValueOrDefault(name, description.Layers[^1].Tap);
        string[] taps = [.. new[] { end, "fc", "aux1", "logits", "Prediction.BoxPredictor_0.ClassPredictor" }.Where(tap => description.Layers.Any(layer => layer.Tap == tap))];
        using var weights = SeededWeights.Make(description, 7, Ends.GetValueOrDefault(name));
        using var network = Network<float>.Build(description, weights, new NetworkOptions { LastTap = Ends.GetValueOrDefault(name) });
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var run = network.Prepare(SmallSource(description), taps, workers, pool, isForwardOnly: true);
        using var picture = TensorFill.Uniform<float>(run.Source.Shape, 5);
        for (var i = 0; i < picture.Length && picture.Shape.Rank == 2; i++)
        {
            picture.Span[i] = i * 7 % 257; // Words of a sequence are whole numbers.
        }

        picture.Span.CopyTo(run.Source.Span);
        run.Forward();

        // libtorch is given the network as it is written down, with its normalisations.
        using var scope = torch.NewDisposeScope();
        var layers = description.Layers.Take(description.IndexOfTap(end) + 1).ToList();
        using var there = new TorchNetwork(
            description with { Layers = layers },
            [.. layers.Select(layer => layer.Parameters.Select(parameter => weights[$"{layer.Name}.{parameter.Name}"]).ToArray())],
            network.Input,
            torch.CPU);
        using var free = torch.no_grad();
        var shown = there.Forward(TorchOracle.Copy(picture), taps);
        foreach (var tap in taps)
        {
            using var mine = new Tensor<float>(run.ShapeOf(tap));
            run.Tap(tap).CopyTo(mine);
            Assert.Equal(shown[tap].shape, mine.Shape.Select(side => (long)side));
            TorchOracle.Close<float>(shown[tap], mine.Span, 1e-4, $"{name} at {tap}");
        }
    }

    // No larger than the network needs, but large enough for odd extents inside it.
    private static Shape SmallSource(NetworkDescription description)
    {
        var usual = description.Facts.Source;
        var side = usual.Rank == 5 ? 19 : NetworkCatalogue.Detectors.Any(detector => detector.Name == description.Name) ? 96 : Math.Max(description.Facts.MinimumSide, 75);
        return description.Name is "lenet5" or "mnist-cnn" or "magika" or "silero-vad" or "face-descriptor" ? usual : [1, usual[1], .. Enumerable.Repeat(side, usual.Rank - 2)];
    }
}
