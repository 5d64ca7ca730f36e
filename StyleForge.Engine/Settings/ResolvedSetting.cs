namespace StyleForge.Engine.Settings;

/// <summary>A setting's value and where it came from.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Value">The value as text; empty for no path.</param>
/// <param name="Origin"><c>default</c>, <c>preset fine</c>, or the origin of the layer that gave it.</param>
public sealed record ResolvedSetting(string Name, string Value, string Origin);
