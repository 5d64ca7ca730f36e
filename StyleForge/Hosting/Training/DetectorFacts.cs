using StyleForge.Engine.Detection;
using StyleForge.Models.Detection;

namespace StyleForge.Hosting.Training;

/// <summary>What is to be said of a detector that was trained.</summary>
/// <param name="Detector">The detector.</param>
/// <param name="File">The name of its weight file.</param>
/// <param name="Recipe">How it was trained, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Counts">How many pictures there were.</param>
/// <param name="Accuracy">How good it is on those that are held out.</param>
/// <param name="Device">Where it was trained.</param>
internal sealed record DetectorFacts(IDetectorDescription Detector, string File, string Recipe, ulong Seed, ExampleCounts Counts, DetectorAccuracy Accuracy, string Device)
{
    /// <summary>How good it is at the one object of a picture; null where it looks for any number.</summary>
    public LocalisationAccuracy? Localisation { get; init; }
}
