namespace StyleForge.Engine.Planning;

/// <summary>One level of the pyramid.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Iterations">Optimiser steps (evaluations of the objective), 1 or more.</param>
public sealed record LevelPlan(int Width, int Height, int Iterations);
