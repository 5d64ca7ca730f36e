using System.Numerics;
using StyleForge.Engine.Objectives;

namespace StyleForge.Tests.Engine.Optimisation;

/// <summary>A function with its derivative, dressed as an objective with one part.</summary>
/// <param name="length">How many numbers it takes.</param>
/// <param name="function">Takes the point, overwrites the gradient, returns the value.</param>
internal sealed class FunctionObjective<T>(int length, FunctionObjective<T>.Function function) : IObjective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public delegate double Function(ReadOnlySpan<T> x, Span<T> gradient);

    public int Length => length;

    public IReadOnlyList<string> PartNames { get; } = ["function"];

    public double Evaluate(ReadOnlySpan<T> picture, Span<T> gradient, Span<double> parts) => parts[0] = function(picture, gradient);

    public void Dispose()
    {
    }
}

/// <summary>Functions to descend.</summary>
internal static class Objectives
{
    /// <summary>
    /// <c>Σ(i+1)(x_i − sin i)² + 0.1Σx_i·x_{i+1} + 0.01Σx_i⁴</c> for six numbers: the function that the reference numbers of the
    /// optimisers belong to.
    /// </summary>
    public static FunctionObjective<double> Reference => new(6, (x, g) =>
    {
        var value = 0.0;
        for (var i = 0; i < 6; i++)
        {
            var off = x[i] - Math.Sin(i);
            var (left, right) = (i > 0 ? x[i - 1] : 0, i < 5 ? x[i + 1] : 0);
            value += ((i + 1) * off * off) + (0.1 * x[i] * right) + (0.01 * Math.Pow(x[i], 4));
            g[i] = (2 * (i + 1) * off) + (0.1 * (left + right)) + (0.04 * Math.Pow(x[i], 3));
        }

        return value;
    });

    /// <summary>Rosenbrock's valley, <c>100(x₁ − x₀²)² + (1 − x₀)²</c>; 0 at (1, 1).</summary>
    public static FunctionObjective<double> Rosenbrock => new(2, (x, g) =>
    {
        var (across, along) = (x[1] - (x[0] * x[0]), 1 - x[0]);
        g[0] = (-400 * x[0] * across) - (2 * along);
        g[1] = 200 * across;
        return (100 * across * across) + (along * along);
    });

    /// <summary><c>½Σ k_i(x_i − 1)²</c> with curvatures k from 1 to 10; 0 where all numbers are 1.</summary>
    public static FunctionObjective<T> Bowl<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(length, (x, g) =>
        {
            var value = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var off = x[i] - T.One;
                g[i] = T.CreateTruncating(1 + (i % 10)) * off;
                value += 0.5 * double.CreateTruncating(g[i]) * double.CreateTruncating(off);
            }

            return value;
        });
}
