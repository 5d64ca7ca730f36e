using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>What a path brought back, or the mean over several.</summary>
/// <param name="Light">Radiance.</param>
/// <param name="Reflectance">Colour of the first matte surface met; white for mirrors, glass, water and sky.</param>
/// <param name="Normal">Normal of the first surface met.</param>
/// <param name="Distance">Distance of the first surface met.</param>
internal readonly record struct Sample(Vector3 Light, Vector3 Reflectance, Vector3 Normal, float Distance)
{
    public static Sample operator +(Sample a, Sample b) =>
        new(a.Light + b.Light, a.Reflectance + b.Reflectance, a.Normal + b.Normal, a.Distance + b.Distance);

    public static Sample operator *(Sample a, float factor) =>
        new(a.Light * factor, a.Reflectance * factor, a.Normal * factor, a.Distance * factor);
}
