namespace StyleForge.Training.Pictures;

/// <summary>How far the reading of training pictures has come.</summary>
/// <param name="Done">Files looked at.</param>
/// <param name="Total">Files found.</param>
/// <param name="Name">The file looked at last, by its path below the folder it was found in.</param>
public readonly record struct TrainingPictureProgress(int Done, int Total, string Name);
