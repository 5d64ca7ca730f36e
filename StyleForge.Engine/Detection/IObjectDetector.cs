using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Detection;

/// <summary>A detector at work, of whatever kind. For one thread at a time.</summary>
public interface IObjectDetector : IDisposable
{
    /// <summary>The detector.</summary>
    IDetectorDescription Description { get; }

    /// <summary>Finds what is on a picture.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="threshold">The least score that counts, 0 to 1.</param>
    /// <param name="suppression">How objects that were found several times become one.</param>
    /// <returns>The objects, in pixels of the picture, the best score first.</returns>
    IReadOnlyList<DetectedObject> Detect(Picture picture, double threshold, SuppressionOptions suppression);
}
