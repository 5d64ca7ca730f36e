namespace StyleForge.Models.Detection;

/// <summary>A point of an object, in pixels from the picture's upper left corner.</summary>
/// <param name="X">Pixels to the right.</param>
/// <param name="Y">Pixels down.</param>
/// <param name="Sight">What somebody who marked it saw of it; of a point that a detector says always <see cref="LandmarkSight.Seen"/>.</param>
public readonly record struct Landmark(double X, double Y, LandmarkSight Sight = LandmarkSight.Seen)
{
    /// <summary>Whether its place means something.</summary>
    public bool IsMarked => Sight != LandmarkSight.NotMarked;
}
