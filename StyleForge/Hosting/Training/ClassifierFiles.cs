using System.Globalization;
using System.Text;
using StyleForge.Models.Files;
using StyleForge.Training.Classifiers;

namespace StyleForge.Hosting.Training;

/// <summary>The files of a classifier's training: its weights, and beside them by the same name the model card, curves and confusion matrix.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="drawings">Make what people look at.</param>
internal sealed class ClassifierFiles(string weights, string shown, ClassifierDrawings drawings) : TrainedFiles<ClassifierFacts>(weights, shown, drawings.Card)
{
    /// <summary>Writes the curves as numbers and as a picture.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(IReadOnlyList<EpochPoint> epochs)
    {
        AtomicFile.Write(Beside("curves.csv"), stream => stream.Write(Encoding.UTF8.GetBytes(Table(epochs))));
        AtomicFile.Write(Beside("curves.svg"), stream => drawings.Curves(stream, epochs));
    }

    /// <inheritdoc/>
    protected override void Draw(ClassifierFacts facts) => AtomicFile.Write(Beside("confusion.png"), stream => drawings.Confusion(stream, facts.Judged));

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Metadata(ClassifierFacts facts)
    {
        var metadata = new Dictionary<string, string>(facts.Network.Metadata())
        {
            ["format"] = "pt",
            ["styleforge_training"] = FormattableString.Invariant($"{facts.Begun}; examples {facts.Counts.Fingerprint}; seed {facts.Seed}; {facts.Recipe}"),
            ["styleforge_epoch"] = facts.Best.Epoch.ToString(CultureInfo.InvariantCulture),
            ["styleforge_accuracy_held_out"] = facts.HeldOut.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture),
        };
        if (facts.Test is { } test)
        {
            metadata["styleforge_accuracy_test"] = test.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    private static string Table(IReadOnlyList<EpochPoint> epochs)
    {
        var text = new StringBuilder("epoch,rate,training loss,training accuracy,held-out loss,held-out accuracy\n");
        foreach (var epoch in epochs)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.Rate:0.00000000},{epoch.TrainingLoss:0.00000},{epoch.TrainingAccuracy:0.00000},{epoch.HeldOutLoss:0.00000},{epoch.HeldOutAccuracy:0.00000}\n");
        }

        return text.ToString();
    }
}
