namespace StyleForge.Models.Execution;

/// <summary>What a run is for, which says what memory must live until when.</summary>
internal enum RunPurpose
{
    /// <summary>The activations at the taps, and no way back.</summary>
    Activations,

    /// <summary>Activations, and the gradient by the picture.</summary>
    PictureGradient,
}
