using StyleForge.Engine.Optimisation;
using StyleForge.Training.Learning;

namespace StyleForge.Training.Classifiers;

/// <summary>All that decides what comes of training a classifier, but for its examples and first weights. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record ClassifierRecipe
{
    /// <summary>How often the network learns from every example, 1 to 100,000.</summary>
    public int Epochs { get; init => field = OptionRange.Between(1, 100_000, value); } = 20;

    /// <summary>Examples a step at most, 1 to 65,536; the steps of an epoch share its examples out evenly.</summary>
    public int Batch { get; init => field = OptionRange.Between(1, 65_536, value); } = 64;

    /// <summary>How weights move.</summary>
    public OptimiserOptions Optimiser { get; init; } = new();

    /// <summary>How far they move, above 0; null for 0.01 with the first three optimisers and 0.001 with the others.</summary>
    public double? LearningRate { get; init => field = value is null ? null : OptionRange.Above(0, value.Value); }

    /// <summary>How the learning rate changes.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs between two falls of <see cref="ScheduleKind.Step"/>, 1 or more.</summary>
    public int StepEvery { get; init => field = OptionRange.Between(1, 100_000, value); } = 10;

    /// <summary>What the rate is multiplied by at such a fall, 0 to below 1.</summary>
    public double StepFactor { get; init => field = OptionRange.Share(value); } = 0.1;

    /// <summary>Epochs over which the rate rises from 0 before the schedule begins, 0 or more.</summary>
    public double WarmUp { get; init => field = OptionRange.AtLeast(0, value); }

    /// <summary>The share of certainty that the wrong classes get (label smoothing, Szegedy et al. 2016), 0 to below 1.</summary>
    public double Smoothing { get; init => field = OptionRange.Share(value); }

    /// <summary>Epochs without an improvement on the held-out examples after which the training ends, 0 for never.</summary>
    public int Patience { get; init => field = OptionRange.Between(0, 100_000, value); }

    /// <summary>How pictures are changed by chance.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The tap up to which layers keep their first weights; null for none.</summary>
    public string? Freeze { get; init; }

    /// <summary>Any number; the same one gives the same network on the same machine's processor.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The learning rate that counts.</summary>
    public double Rate => LearningRate ?? (Optimiser.Kind is OptimiserKind.Sgd or OptimiserKind.Momentum or OptimiserKind.Nesterov ? 0.01 : 0.001);

    /// <summary>The learning rate by the epochs that are done, a fraction within one.</summary>
    public double RateAt(double epochs)
    {
        if (epochs < WarmUp)
        {
            return Rate * epochs / WarmUp;
        }

        return Schedule switch
        {
            ScheduleKind.Step => Rate * Math.Pow(StepFactor, Math.Floor(epochs / StepEvery)),
            ScheduleKind.Cosine => Rate * (0.5 + (0.5 * Math.Cos(Math.PI * Math.Min(1, (epochs - WarmUp) / Math.Max(1e-9, Epochs - WarmUp))))),
            _ => Rate,
        };
    }

    /// <summary>A sentence that two trainings share only if they are alike.</summary>
    /// <param name="network">The network and its first weights, in words.</param>
    /// <param name="training">The fingerprint of the examples to train on.</param>
    /// <param name="heldOut">The fingerprint of those held out.</param>
    public string Describe(string network, string training, string heldOut) =>
        FormattableString.Invariant($"{network}; examples {training}; held out {heldOut}; seed {Seed}; ") + Describe();

    /// <summary>How it is trained, in words, without what it is and what on.</summary>
    public string Describe()
    {
        string schedule = Schedule == ScheduleKind.Step ? Text($"step ({StepFactor} every {StepEvery} epochs)") : Word(Schedule);
        return Text($"{(Epochs == 1 ? "1 epoch" : Text($"{Epochs} epochs"))} in batches of {Batch}; {Optimiser}, learning rate {Rate}, {schedule}, warm-up {WarmUp}; ")
            + Text($"weight decay {Optimiser.WeightDecay}; smoothing {Smoothing}; patience {Patience}; augmentation {Augmentation}; frozen to {Freeze ?? "nothing"}");
    }

    private static string Word<T>(T kind)
        where T : struct, Enum => kind.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
