namespace StyleForge.Training.Learning;

/// <summary>A point of a training curve.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">The loss, a mean over the steps since the point before.</param>
/// <param name="Parts">Its parts, in the order of the names that the training gives.</param>
public sealed record TrainingPoint(int Step, double Loss, IReadOnlyList<double> Parts);
