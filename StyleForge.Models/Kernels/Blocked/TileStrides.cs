namespace StyleForge.Models.Kernels.Blocked;

/// <summary>Where transformed tiles lie: <c>[36][…]</c>, tiles in groups of six of sixteen channels each.</summary>
/// <param name="Plane">Floats between two products.</param>
/// <param name="Block">Floats between two blocks of channels.</param>
/// <param name="Group">Floats between two groups of six tiles.</param>
internal readonly record struct TileStrides(nint Plane, nint Block, nint Group);
