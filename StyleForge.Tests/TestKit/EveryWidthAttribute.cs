namespace StyleForge.Tests.TestKit;

/// <summary>Marks a test class that the width matrix runs again at every vector width.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EveryWidthAttribute : Attribute;
