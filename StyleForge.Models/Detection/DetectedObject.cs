namespace StyleForge.Models.Detection;

/// <summary>An object that a detector found.</summary>
/// <param name="Box">Where it lies.</param>
/// <param name="Class">What it is: a place in the detector's list of classes.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
public readonly record struct DetectedObject(Box Box, int Class, double Score)
{
    /// <summary>Its points, in the order of the detector's <see cref="LandmarkScheme"/>; none where it knows none.</summary>
    public IReadOnlyList<Landmark> Landmarks
    {
        get => field ?? [];
        init => field = value.Count > 0 ? value : null;
    }
}
