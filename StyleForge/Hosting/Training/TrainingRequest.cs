using StyleForge.Engine.Training;

namespace StyleForge.Hosting.Training;

/// <summary>What a command line asks to be trained.</summary>
/// <param name="Folder">Absolute path of the folder to write to.</param>
/// <param name="Recipe">How to train.</param>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
internal sealed record TrainingRequest(string Folder, FeatureRecipe Recipe, int? Threads)
{
    /// <summary>Absolute paths of the teachers' weights; none for the network that comes with the program.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    /// <summary>Absolute paths of the folders with pictures.</summary>
    public required IReadOnlyList<string> Pictures { get; init; }

    /// <summary>Which pictures to take, and how.</summary>
    public TrainingPictureOptions PictureOptions { get; init; } = new();
}
