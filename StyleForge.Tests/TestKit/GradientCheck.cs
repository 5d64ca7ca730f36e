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

    /// <summary>Of the largest difference quotient: four digits above rounding and truncation of the difference.</summary>
    public const double Tolerance = 1e-7;

    /// <summary>Checks one gradient.</summary>
    /// <param name="what">What is derived by what, for the message.</param>
    /// <param name="point">The point x; put back after each step.</param>
    /// <param name="value">Computes f from the tensor <paramref name="point"/> as it is at the moment.</param>
    /// <param name="gradient">The gradient to be judged.</param>
    /// <param name="step">The step.</param>
    /// <param name="tolerance">The largest error, in units of the largest difference quotient.</param>
    /// <param name="isKink">Elements of the point that lie within a step of a kink, where there is no derivative.</param>
    public static void Check(
        string what, Tensor<double> point, Func<double> value, Tensor<double> gradient, double step = Step, double tolerance = Tolerance, Func<int, bool>? isKink = null)
    {
        Assert.Equal(point.Shape, gradient.Shape);
        var (error, element, difference) = Worst(value, point.Span, gradient.Span, step, isKink);
        Assert.True(
            error <= tolerance,
            $"The gradient of {what} is {gradient.Span[element]:R} at element {element}, but the difference quotient is {difference:R}.");
    }

    /// <summary>The largest error of any element of a gradient, in units of the largest difference quotient.</summary>
    /// <param name="value">Computes the function of the point as it is at the moment.</param>
    /// <param name="point">Where to differentiate; put back after each step.</param>
    /// <param name="gradient">The gradient to be judged.</param>
    public static double WorstError(Func<double> value, Span<double> point, ReadOnlySpan<double> gradient) =>
        Worst(value, point, gradient, Step, isKink: null).Error;

    private static (double Error, int Element, double Difference) Worst(
        Func<double> value, Span<double> point, ReadOnlySpan<double> gradient, double step, Func<int, bool>? isKink)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (worst, element, its, largest) = (-1.0, 0, 0.0, 0.0);
        for (var i = 0; i < point.Length; i++)
        {
            if (isKink?.Invoke(i) == true)
            {
                continue;
            }

            var x = point[i];
            point[i] = x + step;
            var above = value();
            point[i] = x - step;
            var below = value();
            point[i] = x;
            var difference = (above - below) / (2 * step);
            largest = Math.Max(largest, Math.Abs(difference));
            var error = Math.Abs(difference - gradient[i]);

            // Written so that an error that is no number is the worst of all, and stays it.
            if (!(error <= worst) && !double.IsNaN(worst))
            {
                (worst, element, its) = (error, i, difference);
            }
        }

        Assert.True(largest > 0, "A function that does not change proves nothing about its derivative.");
        return (worst / largest, element, its);
    }

    /// <summary>Checks a layer's gradients by its source and by each of its parameters, for <c>f = Σ r·destination</c> with random r.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sourceShape">The shape of its source.</param>
    /// <param name="tolerance">The largest error, in units of the largest difference quotient.</param>
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
            Check($"{layer.Name} by source", source, () => Value(run, source, destination, direction), sourceGradient, tolerance: tolerance);
        }

        foreach (var parameter in layer.Parameters)
        {
            // Parameters are read when a run is prepared, so each step prepares anew.
            Check($"{layer.Name} by {parameter.Name}", parameter.Value, () =>
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
