using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Every kind of layer as networks describe it, forward, on random shapes, against libtorch's.</summary>
public sealed class TorchDescriptionTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    // Kernel, stride, padding, dilation, groups.
    [TorchTheory]
    [InlineData(3, 1, 1, 1, 1)]
    [InlineData(3, 2, 0, 1, 1)]
    [InlineData(5, 3, 2, 1, 2)]
    [InlineData(3, 1, 4, 4, 1)]
    [InlineData(3, 2, 1, 1, 6)]
    [InlineData(1, 2, 0, 1, 3)]
    public void Convolution(int kernel, int stride, int padding, int dilation, int groups) =>
        OnRandomShapes(channels: 6, least: 11, (dimensions, hasBias) => new ConvolutionDescription("x", "x", 6, 12, new Window(kernel, stride, padding, padding, dilation))
        {
            Dimensions = dimensions,
            Groups = groups,
            HasBias = hasBias,
        });

    [TorchTheory]
    [InlineData(3, 2, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(3, 1, 2, 4)]
    [InlineData(4, 3, 1, 2)]
    public void Convolution_with_the_padding_of_TensorFlow(int kernel, int stride, int dilation, int groups) =>
        OnRandomShapes(channels: 4, least: 3, (dimensions, hasBias) => new ConvolutionDescription("x", "x", 4, 8, Window.SameAsTensorFlow(kernel, stride, dilation))
        {
            Dimensions = dimensions,
            Groups = groups,
            HasBias = hasBias,
        });

    [Fact]
    public void TensorFlow_pads_the_odd_element_after_the_source()
    {
        Assert.Equal(new Window(3, 2, 0, 1), Window.SameAsTensorFlow(3, 2).Over(224));
        Assert.Equal(new Window(3, 2, 1, 1), Window.SameAsTensorFlow(3, 2).Over(225));
        Assert.Equal(new Window(2, 2, 0, 0), Window.SameAsTensorFlow(2, 2).Over(8));
        Assert.Equal(new Window(1, 2, 0, 0), Window.SameAsTensorFlow(1, 2).Over(5));
        for (var extent = 1; extent < 20; extent++)
        {
            Assert.Equal((extent + 2) / 3, Window.SameAsTensorFlow(5, 3).Destination(extent));
        }
    }

    // Size, stride, padding.
    [TorchTheory]
    [InlineData(2, 2, 0, false)]
    [InlineData(3, 2, 1, false)]
    [InlineData(3, 2, 0, true)]
    [InlineData(3, 1, 1, true)]
    [InlineData(3, 3, 1, true)]
    public void Pooling(int size, int stride, int padding, bool ceiling)
    {
        foreach (var kind in Enum.GetValues<PoolingKind>())
        {
            OnRandomShapes(channels: 3, least: 6, (dimensions, counts) => new PoolingDescription("x", "x", new Window(size, stride, padding, padding))
            {
                Dimensions = dimensions,
                Kind = kind,
                Ceiling = ceiling,
                CountsPadding = counts && kind == PoolingKind.Average,
            });
        }
    }

    [TorchFact]
    public void Pooling_with_the_padding_of_TensorFlow()
    {
        foreach (var kind in Enum.GetValues<PoolingKind>())
        {
            OnRandomShapes(channels: 3, least: 4, (dimensions, counts) => new PoolingDescription("x", "x", Window.SameAsTensorFlow(3, 2))
            {
                Dimensions = dimensions,
                Kind = kind,
                CountsPadding = counts && kind == PoolingKind.Average,
            });
        }
    }

    [TorchFact]
    public void Normalisations()
    {
        OnRandomShapes(channels: 7, least: 2, (_, _) => new BatchNormalisationDescription("x", "x", 7, 1e-3));
        OnRandomShapes(channels: 7, least: 2, (_, _) => new ScaleDescription("x", "x", 7));
        OnRandomShapes(channels: 7, least: 2, (_, isWide) => new LocalResponseNormalisationDescription("x", "x", isWide ? 5 : 4, 0.3, 0.75, 2));
        Check(new LayerNormalisationDescription("x", "x", 13, 1e-6), [2, 5, 13]);
        Check(new LayerNormalisationDescription("x", "x", 13), [4, 13]);
    }

    public static TheoryData<string> Activations => new(
        nameof(ReluDescription), nameof(LeakyReluDescription), nameof(ParametricReluDescription), nameof(Relu6Description), nameof(EluDescription), nameof(GeluDescription),
        nameof(TanhGeluDescription), nameof(HardSwishDescription), nameof(TanhDescription), nameof(SigmoidDescription), nameof(DropoutDescription));

    [TorchTheory]
    [MemberData(nameof(Activations))]
    public void Activation(string kind) => OnRandomShapes(channels: 5, least: 3, (_, _) => kind switch
    {
        nameof(ReluDescription) => new ReluDescription("x", "x"),
        nameof(LeakyReluDescription) => new LeakyReluDescription("x", "x", 0.1),
        nameof(ParametricReluDescription) => new ParametricReluDescription("x", "x", 5),
        nameof(Relu6Description) => new Relu6Description("x", "x"),
        nameof(EluDescription) => new EluDescription("x", "x", 0.7),
        nameof(GeluDescription) => new GeluDescription("x", "x"),
        nameof(TanhGeluDescription) => new TanhGeluDescription("x", "x"),
        nameof(HardSwishDescription) => new HardSwishDescription("x", "x"),
        nameof(TanhDescription) => new TanhDescription("x", "x"),
        nameof(SigmoidDescription) => new SigmoidDescription("x", "x"),
        _ => new DropoutDescription("x", "x"),
    });

    [TorchFact]
    public void Softmax_over_any_dimension()
    {
        for (var dimension = 0; dimension < 4; dimension++)
        {
            Check(new SoftmaxDescription("x", "x", dimension), [3, 5, 4, 6]);
        }
    }

    [TorchFact]
    public void What_moves_numbers_about()
    {
        OnRandomShapes(channels: 2, least: 2, (_, isLarge) => new UpsamplingDescription("x", "x", isLarge ? 3 : 2));
        Check(new FlattenDescription("x", "x"), [3, 2, 4, 5]);
        Check(new ReshapeDescription("x", "x", [8, 5]), [3, 2, 4, 5]);
        Check(new PermuteDescription("x", "x", [0, 3, 1, 2]), [3, 2, 4, 5]);
        Check(new PaddingDescription("x", "x", [(1, 2), (0, 3), (2, 0)]), [3, 2, 4, 5]);
        Check(new AdaptivePoolingDescription("x", "x", 3), [2, 3, 7, 5]);
        Check(new EmbeddingDescription("x", "x", 11, 6), [3, 9], words: 11);
        Check(new EmbeddingDescription("x", "x", 11, 6) { HasBias = true }, [3, 9], words: 11);
    }

    [TorchFact]
    public void What_stands_in_a_margin()
    {
        Check(new PaddingDescription("x", "x", [(0, 0), (2, 3)]) { Border = BorderMode.Reflect }, [2, 3, 5]);
        Check(new PaddingDescription("x", "x", [(0, 0), (1, 0), (2, 4)]) { Border = BorderMode.Reflect }, [2, 3, 4, 5]);
        Check(new PaddingDescription("x", "x", [(0, 0), (3, 1), (2, 4), (0, 6)]) { Border = BorderMode.Replicate }, [2, 3, 4, 5, 2]);
    }

    [TorchFact]
    public void What_takes_a_part_or_a_magnitude()
    {
        Check(new SliceDescription("x", "x", 1, 2, 3), [3, 6, 4, 5]);
        Check(new SliceDescription("x", "x", 2, 0, 1), [3, 6, 4, 5]);
        Check(new SliceDescription("x", "x", 3, 4, 1), [3, 6, 4, 5]);
        Check(new MagnitudeDescription("x", "x"), [3, 6, 4]);
        Check(new MagnitudeDescription("x", "x"), [1, 2]);
    }

    [TorchFact]
    public void A_step_of_a_memory() => Check(new LstmCellDescription("x", "x", 7, 5), [[3, 7], [3, 10]]);

    [TorchFact]
    public void What_joins_layers()
    {
        Check(new AdditionDescription("x", "x"), [[2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5]]);
        Check(new ConcatenationDescription("x", "x"), [[2, 3, 4, 5], [2, 1, 4, 5], [2, 6, 4, 5]]);
    }

    [TorchFact]
    public void Fully_connected()
    {
        Check(new FullyConnectedDescription("x", "x", 40, 11), [3, 40]);
        Check(new FullyConnectedDescription("x", "x", 40, 11) { HasBias = false }, [3, 40]);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    private void OnRandomShapes(int channels, int least, Func<int, bool, LayerDescription> layer)
    {
        var random = new Random(channels + least);
        for (var dimensions = 1; dimensions <= 3; dimensions++)
        {
            foreach (var choice in (bool[])[true, false])
            {
                Check(layer(dimensions, choice), [random.Next(1, 3), channels, .. Enumerable.Range(0, dimensions).Select(_ => random.Next(least, least + 7))]);
            }
        }
    }

    private void Check(LayerDescription layer, Shape source, int words = 0) => Check(layer, [source], words);

    private void Check(LayerDescription layer, IReadOnlyList<Shape> sources, int words = 0)
    {
        Check<double>(layer, sources, words, 1e-12);
        Check<float>(layer, sources, words, 1e-5);
    }

    private void Check<T>(LayerDescription description, IReadOnlyList<Shape> shapes, int words, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = torch.NewDisposeScope();
        using var free = torch.no_grad();
        Tensor<T>[] sources = [.. shapes.Select((shape, index) => TensorFill.Uniform<T>(shape, index + 1))];
        if (words > 0)
        {
            for (var i = 0; i < sources[0].Length; i++)
            {
                sources[0].Span[i] = T.CreateChecked(i * 7 % words);
            }
        }
        else
        {
            // Beyond 6, where ReLU6 and its like have another kink.
            foreach (ref var x in sources[0].Span)
            {
                x *= T.CreateChecked(8);
            }
        }

        Tensor<T>[] parameters = [.. description.Parameters.Select((parameter, index) => TensorFill.Uniform<T>(parameter.Shape, index + 7))];
        foreach (var (parameter, tensor) in description.Parameters.Zip(parameters).Where(pair => pair.First.Name == "running_var"))
        {
            foreach (ref var variance in tensor.Span)
            {
                variance = T.Abs(variance);
            }
        }

        TorchTensor[] parametersThere = [.. parameters.Select(tensor => TorchOracle.Copy(tensor))];
        using var layer = description.Build(parameters, new NetworkOptions());
        using var run = layer.Prepare(shapes, _workers, _pool);
        using var destination = new Tensor<T>(run.DestinationShape);
        run.Forward(sources, destination);
        var expected = TorchLayers.Compute(description, [.. sources.Select(tensor => TorchOracle.Copy(tensor))], parametersThere, inPlace: false, PoolingKind.Maximum, BorderMode.Zero);

        Assert.Equal(description.DestinationShape(shapes), run.DestinationShape);
        Assert.Equal(expected.shape, run.DestinationShape.Select(side => (long)side));
        TorchOracle.Close<T>(expected, destination.Span, tolerance, $"{description.Summary} of {string.Join(", ", shapes)}");
        if (description.WorksInPlace)
        {
            run.Forward(sources, sources[0]);
            Assert.Equal(destination.Span.ToArray(), sources[0].Span.ToArray());
        }

        foreach (var source in sources)
        {
            source.Dispose();
        }
    }
}
