namespace StyleForge.Training.Learning;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Done">The part of the training that is done, 0 to 1: of its steps, or of its minutes.</param>
public readonly record struct TrainingReach(int Step, double Done);
