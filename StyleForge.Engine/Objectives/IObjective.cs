using System.Numerics;
using StyleForge.Models.Execution;

namespace StyleForge.Engine.Objectives;

/// <summary>
/// The seam between what is wanted and how it is reached: picture in; value, named parts and gradient out. Optimisers,
/// pyramid, jobs and output know nothing else of networks and losses.
/// </summary>
/// <typeparam name="T"><see cref="float"/> in production; <see cref="double"/> in checks.</typeparam>
public interface IObjective<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers the picture has: 3·H·W, planar RGB.</summary>
    int Length { get; }

    /// <summary>The names of the parts, in the order of <see cref="Evaluate"/>: <c>content relu4_2</c>, <c>style relu1_1</c>, <c>total variation</c>.</summary>
    IReadOnlyList<string> PartNames { get; }

    /// <summary>
    /// What each step took in the last evaluation: the network's layers, then the losses. Empty where nobody measures. Where the
    /// picture goes through in windows, the layers are those of the last window, and the losses those of all.
    /// </summary>
    IReadOnlyList<LayerTime> Times => [];

    /// <summary>Evaluates the weighted sum of all parts at one picture.</summary>
    /// <param name="picture">Planar RGB, sRGB-encoded; 0 to 1 is black to white, values outside are allowed.</param>
    /// <param name="gradient">Overwritten with the derivative of the value by each number of the picture.</param>
    /// <param name="parts">Overwritten with the weighted value of each part; their sum is the result.</param>
    /// <returns>The value, summed in double precision.</returns>
    double Evaluate(ReadOnlySpan<T> picture, Span<T> gradient, Span<double> parts);
}
