namespace StyleForge.Models.Signals;

/// <summary>Why a file is told to be of another type than the network finds likeliest.</summary>
public enum IdentificationReason
{
    /// <summary>It has no bytes.</summary>
    Empty,

    /// <summary>It has too few bytes to ask the network.</summary>
    Short,

    /// <summary>The likeliest type is too doubtful.</summary>
    LowConfidence,

    /// <summary>The publisher gives the type another name.</summary>
    Overwrite,
}
