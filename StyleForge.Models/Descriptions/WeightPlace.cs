namespace StyleForge.Models.Descriptions;

/// <summary>Where weights are published.</summary>
public abstract record WeightPlace;
