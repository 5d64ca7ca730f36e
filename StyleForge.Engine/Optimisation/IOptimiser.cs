using System.Numerics;
using StyleForge.Engine.Objectives;

namespace StyleForge.Engine.Optimisation;

/// <summary>Moves a picture towards a smaller value of an objective, one evaluation a step. Keeps its state between steps.</summary>
/// <typeparam name="T"><see cref="float"/> in production; <see cref="double"/> in checks.</typeparam>
public interface IOptimiser<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in settings and reports: <c>lbfgs</c>, <c>adam</c>.</summary>
    string Name { get; }

    /// <summary>Evaluates the objective once at <paramref name="picture"/>, then moves the picture.</summary>
    /// <param name="objective">What to make small.</param>
    /// <param name="picture">The picture; overwritten with the next one.</param>
    /// <param name="parts">Overwritten with the parts at the picture as it came in.</param>
    /// <returns>The value at the picture as it came in.</returns>
    double Step(IObjective<T> objective, Span<T> picture, Span<double> parts);

    /// <summary>
    /// Writes all that the next step depends on beside the picture, or takes it back: one list for both ways, so that what is written is
    /// what is read. An optimiser that was made alike and takes it back goes on as this one would, to the bit.
    /// </summary>
    /// <param name="state">Where to, or where from.</param>
    /// <exception cref="InvalidDataException">What is read cannot have been written by an optimiser that was made alike.</exception>
    void Exchange(StateExchange state);
}
