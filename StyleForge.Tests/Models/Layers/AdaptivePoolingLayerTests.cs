using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Layers;

public sealed class AdaptivePoolingLayerTests
{
    [Theory]
    [InlineData(4, 6, 2, new[] { 4.0, 7, 16, 19 })] // whole windows of 2×3
    [InlineData(3, 3, 2, new[] { 2.0, 3, 5, 6 })] // windows that overlap in the middle
    [InlineData(1, 2, 3, new[] { 0.0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1 })] // smaller than the destination: elements repeat
    public void Windows_are_those_of_PyTorch(int height, int width, int side, double[] expected)
    {
        // AdaptiveAvgPool2d of torch 1.13 on arange(height · width).
        using var setting = new Setting(height, width, side);
        for (var i = 0; i < setting.Source.Length; i++)
        {
            setting.Source.Span[i] = i;
        }

        setting.Forward();
        Assert.Equal(expected, setting.Destination.Span.ToArray());
    }

    [Theory]
    [InlineData(7, 7, 7)]
    [InlineData(5, 8, 3)]
    [InlineData(2, 9, 4)]
    public void Backward_is_the_transpose_of_forward(int height, int width, int side)
    {
        using var setting = new Setting(height, width, side);
        var random = new Random(2);
        setting.Randomise(random);
        setting.Forward();
        using var error = new Tensor<double>(setting.Destination.Shape);
        foreach (ref var number in error.Span)
        {
            number = random.NextDouble();
        }

        using var gradient = Tensor<double>.From(setting.Source.Shape, setting.Source.Span);
        setting.Run.Backward(setting.Source, setting.Destination, error, gradient);
        var left = Dot(error.Span, setting.Destination.Span);
        var right = Dot(gradient.Span, setting.Source.Span);
        Assert.Equal(left, right, 1e-12 * left); // the layer is linear: ⟨e, A·x⟩ = ⟨Aᵀ·e, x⟩ but for rounding
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private sealed class Setting : IDisposable
    {
        private readonly WorkerPool _workers = new(1);
        private readonly TensorPool _pool = new();

        public Setting(int height, int width, int side)
        {
            Source = new Tensor<double>([1, 1, height, width]);
            Destination = new Tensor<double>([1, 1, side, side]);
            Run = new AdaptivePoolingLayer<double>("avgpool", side).Prepare(Source.Shape, _workers, _pool);
        }

        public Tensor<double> Source { get; }

        public Tensor<double> Destination { get; }

        public StyleForge.Models.Layers.LayerRun<double> Run { get; }

        public void Forward() => Run.Forward(Source, Destination);

        public void Randomise(Random random)
        {
            foreach (ref var number in Source.Span)
            {
                number = random.NextDouble();
            }
        }

        public void Dispose()
        {
            Source.Dispose();
            Destination.Dispose();
            Run.Dispose();
            _pool.Dispose();
            _workers.Dispose();
        }
    }
}
