namespace StyleForge.Presentation.Messages;

/// <summary>What was found in a volume, of <c>segment</c>.</summary>
internal sealed record SegmentAnswer(
    string File,
    string Network,
    string Weights,
    string Voxels,
    double VoxelVolume,
    bool OrientationKnown,
    bool Resampled,
    bool Rescaled,
    string Shown,
    int Blocks,
    long PredictedBytes,
    double Seconds,
    IEnumerable<SegmentLabel> Labels,
    string? Output,
    string? Slices);

/// <summary>A label of a volume, of <c>segment</c>.</summary>
internal sealed record SegmentLabel(int Label, string Name, long Voxels, double Millilitres);
