using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Classification;

/// <summary>What a unit of a network saw at a place that excited it.</summary>
/// <param name="Path">The picture's file.</param>
/// <param name="Patch">The pixels that the unit sees at that place, all of the picture where it sees all of it; paper where it sees beyond the edge.</param>
/// <param name="Score">The unit's activation.</param>
/// <param name="Rank">How many places of the same picture excite it more.</param>
public sealed record UnitPatch(string Path, Picture Patch, float Score, int Rank);
