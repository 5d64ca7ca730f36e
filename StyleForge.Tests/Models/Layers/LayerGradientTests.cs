using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Tests.Models.Kernels;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Layers;

public sealed class LayerGradientTests
{
    public static TheoryData<string> Convolutions => ConvolutionCases.Names;

    public static TheoryData<PoolingKind, bool, int> Poolings => new()
    {
        { PoolingKind.Maximum, false, 0 }, { PoolingKind.Maximum, true, 1 }, { PoolingKind.Maximum, true, 2 }, { PoolingKind.Maximum, false, 3 },
        { PoolingKind.Average, false, 0 }, { PoolingKind.Average, true, 1 }, { PoolingKind.Average, true, 2 }, { PoolingKind.Average, false, 3 },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolution_has_the_right_gradients(string name)
    {
        var (geometry, source) = ConvolutionCases.Get(name);
        using var layer = new ConvolutionLayer<double>(
            "conv", geometry, TensorFill.Uniform<double>(geometry.WeightsShape, 4), TensorFill.Uniform<double>([geometry.DestinationChannels], 5));
        GradientCheck.CheckLayer(layer, source);
    }

    [Fact]
    public void Convolution_without_bias_has_the_right_gradients()
    {
        var (geometry, source) = ConvolutionCases.Get("2D same 3×3");
        using var layer = new ConvolutionLayer<double>("conv", geometry, TensorFill.Uniform<double>(geometry.WeightsShape, 4), null);
        Assert.Single(layer.Parameters);
        GradientCheck.CheckLayer(layer, source);
    }

    [Theory]
    [MemberData(nameof(Poolings))]
    public void Pooling_has_the_right_gradient(PoolingKind kind, bool ceiling, int windows)
    {
        (Window[] Windows, Shape Source)[] cases =
        [
            ([new(2, 2), new(2, 2)], [2, 2, 4, 6]),
            ([new(2, 2), new(3, 2)], [1, 2, 5, 6]),
            ([new(3, 2, 1, 1), new(2, 1, 1, 0)], [1, 2, 5, 4]),
            ([new(2, 1), new(3, 2, 1, 1), new(2, 2, Dilation: 2)], [1, 1, 3, 4, 5]),
        ];
        using var layer = new PoolingLayer<double>("pool", kind, cases[windows].Windows, ceiling);
        GradientCheck.CheckLayer(layer, cases[windows].Source);
    }

    [Fact]
    public void Relu_has_the_right_gradient()
    {
        using var layer = new ReluLayer<double>("relu");
        GradientCheck.CheckLayer(layer, [2, 3, 4, 5]);
    }

    [Fact]
    public void Fully_connected_has_the_right_gradients()
    {
        using var layer = new FullyConnectedLayer<double>("fc", TensorFill.Uniform<double>([5, 7], 4), TensorFill.Uniform<double>([5], 5));
        GradientCheck.CheckLayer(layer, [3, 7]);
    }

    [Fact]
    public void Flatten_has_the_right_gradient()
    {
        using var layer = new FlattenLayer<double>("flatten");
        GradientCheck.CheckLayer(layer, [2, 3, 2, 2]);
    }

    [Fact]
    public void Softmax_has_the_right_gradient()
    {
        using var layer = new SoftmaxLayer<double>("softmax");
        GradientCheck.CheckLayer(layer, [3, 6]);
    }
}
