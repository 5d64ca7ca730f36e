namespace StyleForge.Training.Detectors;

/// <summary>What kind of detector is trained.</summary>
public enum DetectorRecipeKind
{
    /// <summary>A grid with anchors, of which each cell says at once what is there and where: <see cref="Models.Detection.GridDetector"/>.</summary>
    OneStage,

    /// <summary>Regions that are proposed, and then looked at one by one: <see cref="Models.Detection.RegionDetector"/>.</summary>
    TwoStage,

    /// <summary>One row of numbers for the whole picture, on which there is one object or none: <see cref="Models.Detection.OneObjectDetector"/>.</summary>
    OneObject,
}
