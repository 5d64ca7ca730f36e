using StyleForge.Models.Kernels.Activation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class ReluTests
{
    [Fact]
    public void Every_length_gives_the_bits_of_the_reference_and_touches_nothing_else()
    {
        using var workers = new WorkerPool(1);
        for (var length = 1; length <= 130; length++)
        {
            using var x = TensorFill.Uniform<float>([length], length);
            using var g = TensorFill.Uniform<float>([length], -length);
            x.Span[0] = 1;
            g.Span[0] = 2;
            using var expected = new Tensor<float>([length]);
            using var expectedGradient = new Tensor<float>([length]);
            ReluReference.Forward<float>(x.Span, expected.Span);
            ReluReference.Backward<float>(expected.Span, g.Span, expectedGradient.Span);

            foreach (var startsAtPage in GuardedBuffer.Ends)
            {
                using var source = GuardedBuffer.Of(x, startsAtPage);
                using var gradient = GuardedBuffer.Of(g, startsAtPage);
                Relu.Forward(source.Tensor, source.Tensor, workers);
                Relu.Backward(source.Tensor, gradient.Tensor, gradient.Tensor, workers);
                source.Check();
                gradient.Check();
                TensorAssert.SameBits(expected, source.Tensor);
                TensorAssert.SameBits(expectedGradient, gradient.Tensor);
            }
        }
    }

    [Fact]
    public void Special_numbers_are_treated_alike_in_every_lane()
    {
        using var workers = new WorkerPool(1);
        float[] special = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f, float.Epsilon, -float.Epsilon];
        using var x = new Tensor<float>([special.Length * 40]);
        for (var i = 0; i < x.Length; i++)
        {
            x.Span[i] = special[i % special.Length];
        }

        using var expected = new Tensor<float>(x.Shape);
        ReluReference.Forward<float>(x.Span, expected.Span);
        Relu.Forward(x, x, workers);
        TensorAssert.SameBits(expected, x);
        Assert.True(float.IsNaN(x.Span[0]), "A NaN must not become a quiet zero.");
    }
}
