using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Every layer, forward and back, against libtorch's and its autograd, in double precision.</summary>
public sealed class TorchLayerTests : IDisposable
{
    // Both sum the same products in double precision, in other orders.
    private const double Tolerance = 1e-12;

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    [TorchTheory]
    [InlineData(3, 1, 1, 1)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(5, 1, 2, 1)]
    [InlineData(3, 2, 1, 3)]
    public void Convolution_in_one_two_and_three_dimensions(int size, int stride, int dilation, int groups)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var window = Window.Same(size, stride, dilation);
            var geometry = new ConvolutionGeometry(6, 9, [.. Enumerable.Repeat(window, rank)], groups);
            var weights = TensorFill.Uniform<double>(geometry.WeightsShape, 1);
            var bias = TensorFill.Uniform<double>([9], 2);
            using var weightsThere = TorchOracle.Leaf(weights);
            using var biasThere = TorchOracle.Leaf(bias);
            long[] Each(long number) => [.. Enumerable.Repeat(number, rank)];
            using var layer = new ConvolutionLayer<double>("convolution", geometry, weights, bias);
            Check(
                layer,
                [2, 6, .. Enumerable.Repeat(rank == 3 ? 9 : 13, rank)],
                x => rank switch
                {
                    1 => F.conv1d(x, weightsThere, biasThere, stride, window.Before, dilation, groups: groups),
                    2 => F.conv2d(x, weightsThere, biasThere, Each(stride), Each(window.Before), Each(dilation), groups),
                    _ => F.conv3d(x, weightsThere, biasThere, Each(stride), Each(window.Before), Each(dilation), groups),
                },
                [weightsThere, biasThere]);
        }
    }

    [TorchTheory]
    [InlineData(BorderMode.Reflect)]
    [InlineData(BorderMode.Replicate)]
    public void Convolution_that_reads_beyond_the_edge(BorderMode border)
    {
        var window = Window.Same(5);
        var geometry = new ConvolutionGeometry(4, 5, [window, window], border: border);
        var weights = TensorFill.Uniform<double>(geometry.WeightsShape, 1);
        using var weightsThere = TorchOracle.Leaf(weights);
        using var layer = new ConvolutionLayer<double>("convolution", geometry, weights, bias: null);
        var mode = border == BorderMode.Reflect ? PaddingModes.Reflect : PaddingModes.Replicate;
        Check(layer, [2, 4, 9, 7], x => F.conv2d(F.pad(x, (2, 2, 2, 2), mode), weightsThere), [weightsThere]);
    }

    [TorchFact]
    public void Maximum_pooling()
    {
        using var layer = new PoolingLayer<double>("pooling", PoolingKind.Maximum, [Window.Valid(2, 2), Window.Valid(2, 2)]);
        Check(layer, [2, 3, 9, 7], x => F.max_pool2d(x, 2, 2));
    }

    [TorchFact]
    public void Average_pooling()
    {
        using var layer = new PoolingLayer<double>("pooling", PoolingKind.Average, [Window.Valid(2, 2), Window.Valid(2, 2)]);
        Check(layer, [2, 3, 9, 7], x => F.avg_pool2d(x, 2, 2));
    }

    [TorchFact]
    public void Average_pooling_to_a_fixed_side()
    {
        using var layer = new AdaptivePoolingLayer<double>("pooling", 7);
        Check(layer, [2, 3, 9, 17], x => F.adaptive_avg_pool2d(x, 7));
        Check(layer, [1, 3, 5, 7], x => F.adaptive_avg_pool2d(x, 7));
    }

    [TorchFact]
    public void Rectifier()
    {
        using var layer = new ReluLayer<double>("relu");
        Check(layer, [2, 3, 5, 7], x => F.relu(x));
    }

    [TorchFact]
    public void Softmax()
    {
        using var layer = new SoftmaxLayer<double>("softmax");
        Check(layer, [3, 17], x => F.softmax(x, 1));
    }

    [TorchFact]
    public void Fully_connected_after_flattening()
    {
        using var flatten = new FlattenLayer<double>("flatten");
        Check(flatten, [3, 2, 4, 5], x => x.flatten(1));
        var weights = TensorFill.Uniform<double>([11, 40], 1);
        var bias = TensorFill.Uniform<double>([11], 2);
        using var weightsThere = TorchOracle.Leaf(weights);
        using var biasThere = TorchOracle.Leaf(bias);
        using var layer = new FullyConnectedLayer<double>("full", weights, bias);
        Check(layer, [3, 40], x => F.linear(x, weightsThere, biasThere), [weightsThere, biasThere]);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    // The derivatives of Σ r·layer(x) for random r: by x, and by the layer's parameters.
    private void Check(Layer<double> layer, Shape shape, Func<TorchTensor, TorchTensor> oracle, IReadOnlyList<TorchTensor>? parameters = null)
    {
        using var scope = torch.NewDisposeScope();
        using var source = TensorFill.AwayFromKinks(shape, 3);
        using var run = layer.Prepare(shape, _workers, _pool);
        using var destination = new Tensor<double>(run.DestinationShape);
        using var destinationGradient = TensorFill.Uniform<double>(run.DestinationShape, 4);
        using var sourceGradient = new Tensor<double>(shape);
        run.Forward(source, destination);
        run.Backward(source, destination, destinationGradient, sourceGradient);
        run.BackwardParameters(source, destinationGradient);

        var x = TorchOracle.Leaf(source);
        var y = oracle(x);
        y.backward([TorchOracle.Copy(destinationGradient)]);

        Assert.Equal(y.shape, run.DestinationShape.Select(side => (long)side));
        TorchOracle.Close<double>(y, destination.Span, Tolerance, "destination");
        TorchOracle.Close<double>(x.grad!, sourceGradient.Span, Tolerance, "gradient by the source");
        foreach (var (mine, there) in layer.Parameters.Zip(parameters ?? []))
        {
            TorchOracle.Close<double>(there.grad!, mine.Gradient.Span, Tolerance, $"gradient by {mine.Name}");
        }
    }
}
