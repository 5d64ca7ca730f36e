using System.Globalization;

namespace StyleForge.Engine.Training;

/// <summary>All that decides what comes of training features, but for the pictures and the teacher.</summary>
public sealed record FeatureRecipe
{
    /// <summary>Which crops are drawn.</summary>
    public CropOptions Crops { get; init; } = new() { Turned = 0.2, Shuffled = 0.2 };

    /// <summary>How the teacher is followed.</summary>
    public DistillationOptions Distillation { get; init; } = new();

    /// <summary>How long and how fast.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Any number; the same one gives the same features.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A sentence that two recipes share only if they are alike.</summary>
    public string Describe(string network, string pictures, string teacher) => string.Create(
        CultureInfo.InvariantCulture,
        $"{network}; pictures {pictures}; teacher {teacher}; seed {Seed}; {Trainer.Steps} steps of {Distillation.Pairs} pairs of {Crops.Side}×{Crops.Side} pixels, " +
        $"{Distillation.Visited:0.##} of them visited by {Distillation.Transfers} transfers; differences {Distillation.Differences}; learning rate {Trainer.LearningRate}; " +
        $"{(Distillation.UsesMaps ? "maps" : "no maps")}; taps {string.Join(' ', Distillation.Taps)}{Checkpoints}");

    // Transfers begin anew at a checkpoint, so its distance matters; unsaid where it is the usual one.
    private string Checkpoints => Trainer.CheckpointEvery == new TrainerOptions().CheckpointEvery
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; checkpoints every {Trainer.CheckpointEvery} steps");
}
