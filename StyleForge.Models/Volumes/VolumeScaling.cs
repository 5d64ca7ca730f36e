namespace StyleForge.Models.Volumes;

/// <summary>How the numbers of a conformed volume are carried to what a network was trained on.</summary>
public enum VolumeScaling
{
    /// <summary>The least becomes 0 and the largest 1.</summary>
    Range,

    /// <summary>What a twentieth of the voxels is not above becomes 0, what all but a twentieth is not above becomes 1; further numbers go on beyond.</summary>
    Quantiles,
}
