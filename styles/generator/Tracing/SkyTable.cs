using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>The sky's radiance without the sun's disc, looked up instead of computed: for light that bounced already.</summary>
internal sealed class SkyTable
{
    private const int Columns = 1024;
    private const int Rows = 256;
    private readonly Vector3[] _radiances = new Vector3[Columns * Rows];

    /// <summary>Fills the table.</summary>
    public SkyTable(Sky sky) => Parallel.For(0, Rows, j =>
    {
        for (var i = 0; i < Columns; i++)
        {
            var up = ((2 * (j + 0.5f)) / Rows) - 1;
            var (sin, cos) = MathF.SinCos(((i + 0.5f) / Columns * MathF.Tau) - MathF.PI);
            var level = MathF.Sqrt(1 - (up * up));
            _radiances[(j * Columns) + i] = sky.Radiance(new Vector3(cos * level, up, sin * level), false);
        }
    });

    /// <summary>The radiance of the nearest entry.</summary>
    public Vector3 At(Vector3 direction)
    {
        var i = (int)(((MathF.Atan2(direction.Z, direction.X) / MathF.Tau) + 0.5f) * Columns);
        var j = (int)((direction.Y + 1) * 0.5f * Rows);
        return _radiances[(Math.Clamp(j, 0, Rows - 1) * Columns) + Math.Clamp(i, 0, Columns - 1)];
    }
}
