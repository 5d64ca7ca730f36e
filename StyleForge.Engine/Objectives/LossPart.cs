namespace StyleForge.Engine.Objectives;

/// <summary>One named part of an objective's value.</summary>
/// <param name="Name">For instance <c>style relu1_1</c>.</param>
/// <param name="Value">The weighted value; the parts add up to the whole.</param>
public sealed record LossPart(string Name, double Value);
