namespace StyleForge.Engine.Objectives;

/// <summary>One loss on features, as data.</summary>
/// <param name="Name">The name of the part: <c>style relu1_1</c>.</param>
/// <param name="Tap">The tap it looks at: <c>relu1_1</c>.</param>
/// <param name="Weight">Its weight in the sum, 0 or more.</param>
public sealed record LossTerm(string Name, string Tap, double Weight);
