namespace StyleForge.Models.Volumes;

/// <summary>A part of a volume that goes through a network by itself, along one axis or all three: what is seen of it, and the core that is kept.</summary>
/// <param name="Start">Where the part that is seen begins.</param>
/// <param name="Extents">Its extents.</param>
/// <param name="CoreStart">Where the core begins, within the whole.</param>
/// <param name="CoreExtents">The extents of the core.</param>
public readonly record struct VolumeBlock((int First, int Second, int Third) Start, VoxelExtents Extents, (int First, int Second, int Third) CoreStart, VoxelExtents CoreExtents);
