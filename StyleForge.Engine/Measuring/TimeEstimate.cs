namespace StyleForge.Engine.Measuring;

/// <summary>How long something will take, foretold from measurements.</summary>
/// <param name="Seconds">Seconds.</param>
/// <param name="Measured">Day of the oldest measurement.</param>
/// <param name="ExtrapolatedFrom">
/// The size that was measured, in pixels a side, where most of the time goes to pictures of quite another size; else null.
/// </param>
public readonly record struct TimeEstimate(double Seconds, DateOnly Measured, int? ExtrapolatedFrom)
{
    /// <summary>The time for all of them, one after the other. Null where there are none.</summary>
    public static TimeEstimate? Sum(IReadOnlyList<TimeEstimate> parts) => parts.Count == 0 ? null : new(
        parts.Sum(part => part.Seconds),
        parts.Min(part => part.Measured),
        parts.Where(part => part.ExtrapolatedFrom is not null).Sum(part => part.Seconds) > parts.Sum(part => part.Seconds) / 2
            ? parts.Where(part => part.ExtrapolatedFrom is not null).MaxBy(part => part.Seconds).ExtrapolatedFrom
            : null);
}
