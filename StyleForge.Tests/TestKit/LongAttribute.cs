namespace StyleForge.Tests.TestKit;

/// <summary>Marks a class whose tests together take a quarter of a minute or more: it begins before the others, so that no thread works on it alone at the end.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LongAttribute : Attribute;
