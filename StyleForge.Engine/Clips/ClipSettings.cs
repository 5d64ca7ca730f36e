namespace StyleForge.Engine.Clips;

/// <summary>What a render of a clip goes by.</summary>
public sealed record ClipSettings
{
    /// <summary>Sides of the result in pixels, <see cref="ClipRenderer.LeastSide"/> or more.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Frames of the result, <see cref="ClipRenderer.LeastFrames"/> or more.</summary>
    public int Frames { get; init; } = 16;

    /// <summary>3 for filters that see frames with their neighbours; 2 for filters that see each frame alone, so that nothing of the motion comes along.</summary>
    public int Dimensions { get; init; } = 3;

    /// <summary>Steps of L-BFGS, of each frame where it is seen alone; 1 or more.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>Random filters at each scale, 1 or more; memory and time grow with them.</summary>
    public int Filters { get; init; } = 128;

    /// <summary>What the filters and the noise at the start are drawn with, 0 or more.</summary>
    public int Seed { get; init; }
}
