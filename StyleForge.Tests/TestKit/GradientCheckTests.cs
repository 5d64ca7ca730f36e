using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using Xunit.Sdk;

namespace StyleForge.Tests.TestKit;

public sealed class GradientCheckTests
{
    [Fact]
    public void A_right_derivative_passes()
    {
        using var layer = new Cube(wrongEverywhere: 1, wrongAtOne: 1);
        GradientCheck.CheckLayer(layer, [2, 5]);
    }

    [Theory]
    [InlineData(1.0001, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 1.001)]
    [InlineData(1, 0)]
    public void A_wrong_derivative_is_caught_even_in_a_single_element(double everywhere, double atOne)
    {
        using var layer = new Cube(everywhere, atOne);
        Assert.ThrowsAny<XunitException>(() => GradientCheck.CheckLayer(layer, [2, 5]));
    }

    [Fact]
    public void A_kink_that_is_named_is_left_out()
    {
        using var point = Tensor<double>.From([2], [0, 3]);
        using var gradient = Tensor<double>.From([2], [1, 1]);
        double Value() => Math.Max(0, point.Span[0]) + point.Span[1];
        GradientCheck.Check("a kink at 0", point, Value, gradient, isKink: i => i == 0);
        Assert.ThrowsAny<XunitException>(() => GradientCheck.Check("a kink at 0", point, Value, gradient));
    }

    /// <summary>x³, with a derivative that can be made wrong by a factor.</summary>
    private sealed class Cube(double wrongEverywhere, double wrongAtOne) : Layer<double>("cube")
    {
        public override Shape DestinationShape(Shape source) => source;

        public override LayerRun<double> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(source, wrongEverywhere, wrongAtOne);

        private sealed class Run(Shape shape, double everywhere, double atOne) : LayerRun<double>(shape, shape)
        {
            public override void Forward(Tensor<double> source, Tensor<double> destination)
            {
                for (var i = 0; i < source.Length; i++)
                {
                    destination.Span[i] = Math.Pow(source.Span[i], 3);
                }
            }

            public override void Backward(Tensor<double> source, Tensor<double> destination, Tensor<double> destinationGradient, Tensor<double> sourceGradient)
            {
                for (var i = 0; i < source.Length; i++)
                {
                    sourceGradient.Span[i] = 3 * Math.Pow(source.Span[i], 2) * destinationGradient.Span[i] * everywhere;
                }

                // The largest, so that a factor of 1.001 is well above the tolerance.
                var largest = 0;
                for (var i = 0; i < source.Length; i++)
                {
                    largest = Math.Abs(sourceGradient.Span[i]) > Math.Abs(sourceGradient.Span[largest]) ? i : largest;
                }

                sourceGradient.Span[largest] *= atOne;
            }
        }
    }
}
