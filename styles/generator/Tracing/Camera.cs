using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>A thin lens.</summary>
/// <param name="from">Where it stands.</param>
/// <param name="to">What it looks at.</param>
/// <param name="fieldOfView">Angle across the picture's width, in degrees.</param>
/// <param name="aperture">Diameter of the lens in metres; 0 keeps everything sharp.</param>
/// <param name="focus">Distance that is sharp, in metres.</param>
internal sealed class Camera(Vector3 from, Vector3 to, float fieldOfView, float aperture, float focus)
{
    private readonly Vector3 _ahead = Vector3.Normalize(to - from);
    private readonly Vector3 _right = Vector3.Normalize(Vector3.Cross(to - from, Vector3.UnitY));
    private readonly float _spread = MathF.Tan(fieldOfView * MathF.PI / 360);

    /// <summary>A ray through a place of the picture: x from -1 to 1, y in the same unit and upwards.</summary>
    public Ray Through(float x, float y, SeededRandom random)
    {
        var up = Vector3.Cross(_right, _ahead);
        var target = from + ((_ahead + (_right * (x * _spread)) + (up * (y * _spread))) * focus);
        var radius = MathF.Sqrt(random.Next()) * aperture / 2;
        var (sin, cos) = MathF.SinCos(random.Next() * MathF.Tau);
        var origin = from + (_right * (radius * cos)) + (up * (radius * sin));
        return new Ray(origin, Vector3.Normalize(target - origin));
    }
}
