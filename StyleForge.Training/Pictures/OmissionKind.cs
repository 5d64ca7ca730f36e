namespace StyleForge.Training.Pictures;

/// <summary>Why a file that was found is not trained on.</summary>
public enum OmissionKind
{
    /// <summary>It cannot be read, or is no picture of this build's formats.</summary>
    Unreadable,

    /// <summary>A side is shorter than it must be.</summary>
    TooSmall,

    /// <summary>An earlier file shows the same.</summary>
    Duplicate,
}
