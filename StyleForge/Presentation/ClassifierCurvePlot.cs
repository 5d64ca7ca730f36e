using StyleForge.Training.Classifiers;

namespace StyleForge.Presentation;

/// <summary>Draws how a classifier learned: the loss and what it got right, by epoch, of what it learned from and of what was held out.</summary>
internal static class ClassifierCurvePlot
{
    /// <summary>Writes the picture.</summary>
    public static void Write(Stream destination, IReadOnlyList<EpochPoint> epochs)
    {
        (string, IReadOnlyList<(int, double)>) Line(string name, Func<EpochPoint, double> value) => (name, [.. epochs.Select(epoch => (epoch.Epoch, value(epoch)))]);
        CurvePlot.Write(
            destination,
            "A classifier in training, by epoch",
            "epoch",
            [
                new CurvePanel("Loss", "cross-entropy (logarithmic)", IsLogarithmic: true, [Line("training", epoch => epoch.TrainingLoss), Line("held out", epoch => epoch.HeldOutLoss)]),
                new CurvePanel("Right answers", "percent", IsLogarithmic: false, [Line("training", epoch => 100 * epoch.TrainingAccuracy), Line("held out", epoch => 100 * epoch.HeldOutAccuracy)]),
            ]);
    }
}
