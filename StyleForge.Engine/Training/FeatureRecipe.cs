using System.Globalization;

namespace StyleForge.Engine.Training;

/// <summary>All that decides what comes of training features, but for the pictures and the teacher.</summary>
public sealed record FeatureRecipe
{
    /// <summary>Which crops are drawn.</summary>
    public CropOptions Crops { get; init; } = new() { Turned = 0.2, Shuffled = 0.2 };

    /// <summary>Where the features come from.</summary>
    public FeatureSource Source { get; init; }

    /// <summary>How pictures are told apart, for <see cref="FeatureSource.Exemplars"/>.</summary>
    public ExemplarOptions Exemplars { get; init; } = new();

    /// <summary>How the teacher is followed, for <see cref="FeatureSource.Teacher"/>.</summary>
    public DistillationOptions Distillation { get; init; } = new();

    /// <summary>How long and how fast.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Any number; the same one gives the same features.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Pictures that a step learns from.</summary>
    public int PicturesPerStep => Source == FeatureSource.Exemplars ? Exemplars.Crops : 2 * Distillation.Pairs;

    /// <summary>A sentence that two recipes share only if they are alike.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="pictures">The fingerprint of the pictures.</param>
    /// <param name="teacher">The teacher's SHA-256; null where there is none.</param>
    public string Describe(string network, string pictures, string? teacher)
    {
        var common = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}; {Trainer.Method}{(Trainer.IsCentred ? ", centred" : string.Empty)}; {Trainer.Steps} steps of");
        return Source == FeatureSource.Exemplars
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{network}; pictures {pictures}; exemplars; {common} {Exemplars.Crops} crops of {Crops.Side}×{Crops.Side} pixels; " +
                $"learning rate {Trainer.LearningRate}; taps {string.Join(' ', Exemplars.Taps)}{Checkpoints}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{network}; pictures {pictures}; teacher {teacher}; {common} {Distillation.Pairs} pairs of {Crops.Side}×{Crops.Side} pixels, " +
                $"{Distillation.Visited:0.##} of them visited by {Distillation.Transfers} transfers; differences {Distillation.Differences}; learning rate {Trainer.LearningRate}; " +
                $"{(Distillation.UsesMaps ? "maps" : "no maps")}; taps {string.Join(' ', Distillation.Taps)}{Checkpoints}");
    }

    // Transfers begin anew at a checkpoint, so its distance matters; unsaid where it is the usual one.
    private string Checkpoints => Trainer.CheckpointEvery == new TrainerOptions().CheckpointEvery
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"; checkpoints every {Trainer.CheckpointEvery} steps");
}
