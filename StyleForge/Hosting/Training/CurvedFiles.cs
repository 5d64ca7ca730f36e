using StyleForge.Models.Files;

namespace StyleForge.Hosting.Training;

/// <summary>The files of a training whose loss is a curve by step: the curve lies beside the weights as numbers and as a picture.</summary>
/// <typeparam name="TFacts">What is to be said of the network.</typeparam>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="curve">Draws the curve.</param>
/// <param name="card">Writes the model card.</param>
internal abstract class CurvedFiles<TFacts>(string weights, string shown, Action<Stream, TrainingCurve> curve, Action<Stream, TFacts> card) : TrainedFiles<TFacts>(weights, shown, card)
{
    private const string Curve = "curve.csv";

    /// <summary>The curve up to a step; empty where there is none.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public TrainingCurve ReadCurve(IReadOnlyList<string> partNames, int lastStep) => TrainingCurve.Read(Beside(Curve), Path.ChangeExtension(Shown, Curve), partNames, lastStep);

    /// <summary>Writes the curve as numbers and as a picture.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(TrainingCurve points)
    {
        AtomicFile.Write(Beside(Curve), points.Write);
        AtomicFile.Write(Beside("curve.svg"), stream => curve(stream, points));
    }
}
