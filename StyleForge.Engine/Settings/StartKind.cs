namespace StyleForge.Engine.Settings;

/// <summary>Where the optimiser starts.</summary>
public enum StartKind
{
    /// <summary>From the content picture.</summary>
    Content,

    /// <summary>From seeded noise around mid-grey.</summary>
    Noise,

    /// <summary>From the picture named by <c>startImage</c>.</summary>
    File,
}
