using StyleForge.Engine.Clips;

namespace StyleForge.Tests.Engine.Clips;

/// <summary>Clips of round blobs of three colours on a dark ground, all of which drift to the right and come in again on the left.</summary>
internal static class DriftingBlobs
{
    private static readonly float[][] Colours = [[0.9f, 0.5f, 0.1f], [0.1f, 0.4f, 0.7f], [0.95f, 0.9f, 0.7f]];
    private static readonly float[] Ground = [0.12f, 0.13f, 0.25f];

    /// <summary>Draws one.</summary>
    /// <param name="frames">Frames.</param>
    /// <param name="side">Sides in pixels.</param>
    /// <param name="blobs">How many.</param>
    /// <param name="speed">Pixels to the right from frame to frame.</param>
    public static Clip Draw(int frames, int side, int blobs = 12, int speed = 2)
    {
        var random = new Random(3);
        var all = Enumerable.Range(0, blobs).Select(_ => (X: random.NextDouble() * side, Y: random.NextDouble() * side, Radius: 2 + (3 * random.NextDouble()), Colour: random.Next(Colours.Length))).ToArray();
        var clip = new Clip(frames, side, side, new float[3 * frames * side * side]);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var frame = 0; frame < frames; frame++)
            {
                var plane = clip.Plane(channel, frame);
                for (var i = 0; i < plane.Length; i++)
                {
                    plane[i] = Ground[channel];
                    foreach (var (x, y, radius, colour) in all)
                    {
                        var distance = Math.Sqrt(Math.Pow(Around(x + (speed * frame) - (i % side), side), 2) + Math.Pow(Around(y - (i / side), side), 2));
                        plane[i] += (float)Math.Clamp(radius - distance + 0.5, 0, 1) * (Colours[colour][channel] - plane[i]);
                    }
                }
            }
        }

        return clip;
    }

    // The way from one place to another that is shortest where the right edge meets the left one.
    private static double Around(double distance, int side) => distance - (side * Math.Round(distance / side));
}
