namespace StyleForge.Engine.Optimisation;

/// <summary>How far a <see cref="DescentSeries"/> has come.</summary>
/// <param name="Part">What one of the series is called: <c>stretch</c>.</param>
/// <param name="Number">The one that is worked on, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Iteration">Iterations done of this one.</param>
/// <param name="Iterations">Iterations of each.</param>
/// <param name="Value">The objective.</param>
/// <param name="Remaining">Time left for all.</param>
public readonly record struct SeriesProgress(string Part, int Number, int Count, int Iteration, int Iterations, double Value, TimeSpan Remaining)
{
    /// <summary>The share that is done, 0 to 1.</summary>
    public double Fraction => ((double)(Number - 1) + ((double)Iteration / Iterations)) / Count;
}
