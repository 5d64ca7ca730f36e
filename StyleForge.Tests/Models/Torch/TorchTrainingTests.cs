using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Torch;

/// <summary>What dropout and batch normalisation do while a network learns.</summary>
public sealed class TorchTrainingTests
{
    private static readonly NetworkFacts Facts = new()
    {
        Title = "test",
        Input = InputConvention.Torchvision,
        Source = [1, 2, 4, 4],
        MinimumSide = 1,
        Licence = "none",
        Paper = "none",
        Origin = new Uri("https://example.org"),
    };

    [TorchFact]
    public void Normalisation_goes_by_the_batch_and_moves_its_means_a_tenth_of_the_way()
    {
        using var scope = torch.NewDisposeScope();
        var network = new NetworkDescription("test", Facts, [new BatchNormalisationDescription("bn", "bn", 2)]);
        torch.Tensor[] parameters = [torch.ones(2), torch.zeros(2), torch.zeros(2), torch.ones(2)];
        var source = (torch.arange(TorchArithmetic.Held(0), TorchArithmetic.Held(64), TorchArithmetic.One, torch.ScalarType.Float32) * TorchArithmetic.Held(0.5)).view(2, 2, 4, 4);
        using var generator = new torch.Generator(1);

        var seen = Run(network, source, parameters, new TorchTraining(generator, _ => true));

        Assert.Equal(0, seen.mean([0L, 2L, 3L]).abs().max().item<float>(), 1e-5);
        Assert.Equal(1, seen.std([0L, 2L, 3L], unbiased: false).mean().item<float>(), 1e-3);
        var mean = source.mean([0L, 2L, 3L]);
        Assert.Equal((mean * TorchArithmetic.Held(0.1)).data<float>().ToArray(), parameters[2].data<float>().ToArray());

        // A layer that does not learn goes by what it has measured, and leaves that alone.
        var before = parameters[2].clone();
        var frozen = Run(network, source, parameters, new TorchTraining(generator, _ => false));
        Assert.Equal(Run(network, source, parameters, null).data<float>().ToArray(), frozen.data<float>().ToArray());
        Assert.Equal(before.data<float>().ToArray(), parameters[2].data<float>().ToArray());
    }

    [TorchFact]
    public void Dropout_keeps_its_share_and_the_mean_and_draws_by_its_generator_alone()
    {
        using var scope = torch.NewDisposeScope();
        var network = new NetworkDescription("test", Facts, [new DropoutDescription("drop", "drop", 0.25)]);
        var source = torch.ones([4, 2, 64, 64]);

        float[] Learn(ulong seed)
        {
            using var generator = new torch.Generator(seed);
            return Run(network, source, [], new TorchTraining(generator, _ => true)).data<float>().ToArray();
        }

        var first = Learn(1);
        Assert.Equal(0.25, first.Count(number => number == 0) / (double)first.Length, 0.01);
        Assert.All(first.Where(number => number != 0), number => Assert.Equal(1 / 0.75f, number, 1e-6f));
        _ = torch.rand(7);
        Assert.Equal(first, Learn(1));
        Assert.NotEqual(first, Learn(2));
        Assert.Equal(source.data<float>().ToArray(), Run(network, source, [], null).data<float>().ToArray());
    }

    private static torch.Tensor Run(NetworkDescription network, torch.Tensor source, torch.Tensor[] parameters, TorchTraining? training) =>
        TorchGraph.Run(network, source, _ => parameters, [network.Layers[^1].Tap], PoolingKind.Maximum, BorderMode.Zero, training: training)[network.Layers[^1].Tap];
}
