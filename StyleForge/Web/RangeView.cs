namespace StyleForge.Web;

/// <summary>The range of a number.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Default">What it is where nobody says.</param>
internal sealed record RangeView(double Minimum, double Maximum, double Default);
