using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Running;

/// <summary>The best picture that a level has come by, with the parts of its value.</summary>
/// <param name="length">Numbers of a picture.</param>
/// <param name="parts">Parts of the objective.</param>
internal sealed class BestPicture(int length, int parts)
{
    private readonly double[] _parts = new double[parts];
    private float[] _proposed = new float[length];
    private float[] _best = new float[length];
    private double _value = double.PositiveInfinity;

    /// <summary>The best picture so far.</summary>
    public ReadOnlySpan<float> Samples => _best;

    /// <summary>The weighted parts of its value.</summary>
    public IReadOnlyList<double> Parts => _parts;

    /// <summary>Notes a picture before it is moved on.</summary>
    public void Propose(ReadOnlySpan<float> picture) => picture.CopyTo(_proposed);

    /// <summary>Says what the proposed picture is worth. What is no number is worth nothing.</summary>
    public void Judge(double value, ReadOnlySpan<double> parts)
    {
        if (value < _value)
        {
            (_best, _proposed, _value) = (_proposed, _best, value);
            parts.CopyTo(_parts);
        }
    }

    /// <summary>Writes the best picture so far, or takes it back.</summary>
    public void Exchange(StateExchange state)
    {
        state.Exchange(ref _value);
        state.Exchange<double>(_parts);
        state.Exchange<float>(_best);
    }
}
