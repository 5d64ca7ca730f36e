using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// Checks derivatives against central differences in double precision,
/// <c>∂f/∂x ≈ (f(x + step) − f(x − step)) / (2·step)</c>, every element of them.
/// </summary>
public static class GradientCheck
{
    /// <summary>Far above the rounding of a value near 1 (1e-16 / step = 1e-11), its square far below the tolerance.</summary>
    public const double Step = 1e-5;

    /// <summary>Of the largest element of the gradient: four digits above rounding and truncation of the difference.</summary>
    public const double Tolerance = 1e-7;

    /// <summary>Checks one gradient.</summary>
    /// <param name="what">What is derived by what, for the message.</param>
    /// <param name="point">The point x; put back after each step.</param>
    /// <param name="value">Computes f from the tensor <paramref name="point"/> as it is at the moment.</param>
    /// <param name="gradient">The gradient to be judged.</param>
    /// <param name="step">The step.</param>
    /// <param name="tolerance">The largest error, in units of the largest element of the gradient.</param>
    /// <param name="isKink">Elements of the point that lie within a step of a kink, where there is no derivative.</param>
    public static void Check(
        string what, Tensor<double> point, Func<double> value, Tensor<double> gradient, double step = Step, double tolerance = Tolerance, Func<int, bool>? isKink = null)
    {
        Assert.Equal(point.Shape, gradient.Shape);
        var scale = 0.0;
        foreach (var g in gradient.Span)
        {
            Assert.True(double.IsFinite(g), $"The gradient of {what} holds {g}.");
            scale = Math.Max(scale, Math.Abs(g));
        }

        Assert.True(scale > 0, $"The gradient of {what} is all zeros: the check would prove nothing.");
        for (var i = 0; i < point.Length; i++)
        {
            if (isKink?.Invoke(i) == true)
            {
                continue;
            }

            var x = point.Span[i];
            point.Span[i] = x + step;
            var above = value();
            point.Span[i] = x - step;
            var below = value();
            point.Span[i] = x;
            var difference = (above - below) / (2 * step);
            if (!(Math.Abs(difference - gradient.Span[i]) <= tolerance * scale))
            {
                Assert.Fail($"The gradient of {what} is {gradient.Span[i]:R} at element {i}, but the difference quotient is {difference:R}.");
            }
        }
    }

    /// <summary>Checks a layer's gradients by its source and by each of its parameters, for <c>f = Σ r·destination</c> with random r.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sourceShape">The shape of its source.</param>
    /// <param name="tolerance">The largest error, in units of the largest element of each gradient.</param>
    public static void CheckLayer(Layer<double> layer, Shape sourceShape, double tolerance = Tolerance)
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var source = TensorFill.AwayFromKinks(sourceShape, seed: 1);
        using var destination = new Tensor<double>(layer.DestinationShape(sourceShape));
        using var direction = TensorFill.Uniform<double>(destination.Shape, seed: 2);
        using var sourceGradient = TensorFill.Uniform<double>(sourceShape, seed: 3);
        using (var run = layer.Prepare(sourceShape, workers, pool))
        {
            run.Forward(source, destination);
            run.Backward(source, destination, direction, sourceGradient);
            run.BackwardParameters(source, direction);
            Check($"{layer.Summary} by source", source, () => Value(run, source, destination, direction), sourceGradient, tolerance: tolerance);
        }

        foreach (var parameter in layer.Parameters)
        {
            // Parameters are read when a run is prepared, so each step prepares anew.
            Check($"{layer.Summary} by {parameter.Name}", parameter.Value, () =>
            {
                using var run = layer.Prepare(sourceShape, workers, pool);
                return Value(run, source, destination, direction);
            }, parameter.Gradient, tolerance: tolerance);
        }

        Assert.Equal(0, pool.Outstanding);
    }

    private static double Value(LayerRun<double> run, Tensor<double> source, Tensor<double> destination, Tensor<double> direction)
    {
        run.Forward(source, destination);
        var sum = 0.0;
        for (var i = 0; i < destination.Length; i++)
        {
            sum += destination.Span[i] * direction.Span[i];
        }

        return sum;
    }
}
