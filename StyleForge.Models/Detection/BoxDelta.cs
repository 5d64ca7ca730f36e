namespace StyleForge.Models.Detection;

/// <summary>
/// How a box becomes another (Girshick et al. 2014, Rich feature hierarchies, appendix C): the middle moves by shares of the first box's extents, and the extents are multiplied.
/// </summary>
/// <param name="X">How far the middle moves across, in widths of the first box.</param>
/// <param name="Y">How far the middle moves down, in heights of the first box.</param>
/// <param name="LogWidth">Logarithm of how many times the width the other has.</param>
/// <param name="LogHeight">Logarithm of how many times the height the other has.</param>
public readonly record struct BoxDelta(double X, double Y, double LogWidth, double LogHeight)
{
    // A network that has learned nothing yet must not make boxes without end: 62.5 times is the bound that is usual.
    private static readonly double MostLog = Math.Log(1000.0 / 16);

    /// <summary>What makes one box another.</summary>
    /// <param name="from">A box with an area.</param>
    /// <param name="to">Another one.</param>
    public static BoxDelta Between(Box from, Box to) => new(
        (to.CentreX - from.CentreX) / from.Width, (to.CentreY - from.CentreY) / from.Height, Math.Log(to.Width / from.Width), Math.Log(to.Height / from.Height));

    /// <summary>The box that becomes of another; at most 62.5 times as wide and as high.</summary>
    /// <param name="from">A box with an area.</param>
    public Box Of(Box from) => Box.Around(
        from.CentreX + (X * from.Width),
        from.CentreY + (Y * from.Height),
        from.Width * Math.Exp(Math.Min(LogWidth, MostLog)),
        from.Height * Math.Exp(Math.Min(LogHeight, MostLog)));

    /// <summary>Each number multiplied by its own factor.</summary>
    /// <param name="factors">The factors.</param>
    public BoxDelta Times(BoxDelta factors) => new(X * factors.X, Y * factors.Y, LogWidth * factors.LogWidth, LogHeight * factors.LogHeight);
}
