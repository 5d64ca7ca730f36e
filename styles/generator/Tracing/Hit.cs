using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>Where a ray meets a surface.</summary>
/// <param name="Distance">Along the ray, in metres.</param>
/// <param name="Point">The place.</param>
/// <param name="Normal">Unit vector out of the solid, whichever side the ray came from.</param>
/// <param name="Local">The place in the solid's own frame, where patterns are fixed.</param>
/// <param name="Facing">The normal in the solid's own frame.</param>
/// <param name="Material">What it is made of.</param>
internal readonly record struct Hit(float Distance, Vector3 Point, Vector3 Normal, Vector3 Local, Vector3 Facing, Material Material);
