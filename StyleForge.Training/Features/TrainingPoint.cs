namespace StyleForge.Training.Features;

/// <summary>A point of a training curve.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">The loss, a mean over the steps since the point before.</param>
/// <param name="Parts">Its parts, in the order of <see cref="FeatureTraining.PartNames"/>.</param>
public sealed record TrainingPoint(int Step, double Loss, IReadOnlyList<double> Parts);
