namespace StyleForge.Hosting.Training;

/// <summary>How long a training is.</summary>
/// <param name="Steps">Steps in all; null where it lasts minutes.</param>
/// <param name="Minutes">Minutes in all; null where it goes by steps.</param>
internal readonly record struct TrainingLength(int? Steps, double? Minutes);
