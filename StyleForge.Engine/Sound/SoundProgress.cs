namespace StyleForge.Engine.Sound;

/// <summary>How far a render of sound has come.</summary>
/// <param name="Stretch">The stretch that is worked on, from 1, counted through all channels.</param>
/// <param name="Stretches">Stretches of all channels.</param>
/// <param name="Iteration">Iterations done of this stretch.</param>
/// <param name="Iterations">Iterations of a stretch.</param>
/// <param name="Value">The objective.</param>
/// <param name="Remaining">Time left.</param>
public readonly record struct SoundProgress(int Stretch, int Stretches, int Iteration, int Iterations, double Value, TimeSpan Remaining)
{
    /// <summary>The share that is done, 0 to 1.</summary>
    public double Fraction => ((double)(Stretch - 1) + ((double)Iteration / Iterations)) / Stretches;
}
