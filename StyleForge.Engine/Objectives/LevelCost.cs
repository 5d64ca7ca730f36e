namespace StyleForge.Engine.Objectives;

/// <summary>What the objective of a pyramid level costs on a backend.</summary>
/// <param name="Fits">False where it takes more of the machine's memory than was allowed; the numbers are those of the plan that takes least.</param>
/// <param name="NeededBytes">Bytes of the machine's memory that must be allowed for it.</param>
/// <param name="TargetBytes">Foretold: the most bytes that are rented while the targets are made.</param>
/// <param name="WorkBytes">Foretold: the most bytes that are rented while the objective is evaluated.</param>
/// <param name="RelativeCost">What an evaluation costs beside one of the whole picture at once, 1 or more.</param>
/// <param name="Windows">Windows in which the picture goes through the network; 1 for all of it at once.</param>
/// <param name="WindowWidth">Pixels of a window across.</param>
/// <param name="WindowHeight">Pixels of a window down.</param>
public sealed record LevelCost(
    bool Fits, long NeededBytes, long TargetBytes, long WorkBytes, double RelativeCost, int Windows, int WindowWidth, int WindowHeight)
{
    /// <summary>How the plan that takes least does it, as a refusal says after «needs so much memory».</summary>
    public string Least { get; init; } = "even in the smallest windows";

    /// <summary>What else, beside more memory or a lower size, would let the level fit; null for nothing.</summary>
    public string? Instead { get; init; }
}
