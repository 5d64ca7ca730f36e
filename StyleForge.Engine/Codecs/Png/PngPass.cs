namespace StyleForge.Engine.Codecs.Png;

/// <summary>A part of the picture whose rows are stored one after the other: every so many pixels from a first one on.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>The passes that hold pixels: one, or up to seven (PNG, 8.1, Adam7).</summary>
    public static IEnumerable<PngPass> Of(PngHeader header) => header.Interlaced
        ? Adam7
            .Where(pass => pass.X < header.Width && pass.Y < header.Height)
            .Select(pass => new PngPass(
                pass.X, pass.Y, pass.StepX, pass.StepY,
                (header.Width - pass.X + pass.StepX - 1) / pass.StepX,
                (header.Height - pass.Y + pass.StepY - 1) / pass.StepY))
        : [new PngPass(0, 0, 1, 1, header.Width, header.Height)];
}
