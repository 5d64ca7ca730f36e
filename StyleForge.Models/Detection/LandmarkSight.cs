namespace StyleForge.Models.Detection;

/// <summary>What somebody who marked a picture saw of a point, with COCO's numbers.</summary>
public enum LandmarkSight
{
    /// <summary>The point is not marked, and its place means nothing.</summary>
    NotMarked = 0,

    /// <summary>The point is marked, but something hides it.</summary>
    Hidden = 1,

    /// <summary>The point is marked and can be seen.</summary>
    Seen = 2,
}
