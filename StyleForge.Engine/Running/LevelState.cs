using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Running;

/// <summary>A pyramid level between two iterations: all that the next one depends on, and all that is told of those before.</summary>
/// <param name="picture">Samples of the picture, moved in place.</param>
/// <param name="iterations">Iterations of the level.</param>
/// <param name="parts">Parts of the objective.</param>
/// <param name="optimiser">Moves the picture; stays the caller's.</param>
internal sealed class LevelState(float[] picture, int iterations, int parts, IOptimiser<float> optimiser)
{
    private readonly double[] _values = new double[iterations];
    private readonly double[] _parts = new double[parts];
    private readonly double[] _firstParts = new double[parts];
    private int _iteration;

    /// <summary>How many iterations are done.</summary>
    public int Iteration => _iteration;

    /// <summary>The objective's value before each step; 0 for those to come.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The parts of the last value; overwritten by the next.</summary>
    public double[] Parts => _parts;

    /// <summary>The parts of the value before the first step.</summary>
    public IReadOnlyList<double> FirstParts => _firstParts;

    /// <summary>The best picture so far.</summary>
    public BestPicture Best { get; } = new(picture.Length, parts);

    /// <summary>Works an iteration.</summary>
    /// <returns>The objective's value before the step.</returns>
    /// <exception cref="OptimisationException">The optimiser ran away and could not be brought back.</exception>
    public double Step(IObjective<float> objective)
    {
        Best.Propose(picture);
        var value = optimiser.Step(objective, picture, _parts);
        Best.Judge(value, _parts);
        if (_iteration == 0)
        {
            _parts.CopyTo(_firstParts, 0);
        }

        return _values[_iteration++] = value;
    }

    /// <summary>Writes the state, or takes it back. There is no chance in it: the one seed of a plan is spent on the picture that it starts from.</summary>
    /// <exception cref="InvalidDataException">What is read is no state of this level.</exception>
    public void Exchange(StateExchange state)
    {
        state.Exchange(ref _iteration, most: iterations);
        state.Exchange(_values.AsSpan(0, _iteration));
        state.Exchange<double>(_firstParts);
        state.Exchange<float>(picture);
        Best.Exchange(state);
        optimiser.Exchange(state);
    }
}
