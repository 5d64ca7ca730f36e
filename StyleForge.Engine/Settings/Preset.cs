namespace StyleForge.Engine.Settings;

/// <summary>A named set of values that sits right above the defaults.</summary>
/// <param name="Name">The name, as the <c>preset</c> setting gives it.</param>
/// <param name="Summary">One sentence: what it is for, and where it differs from what it imitates.</param>
/// <param name="Values">Texts of the settings that it changes, by name.</param>
public sealed record Preset(string Name, string Summary, IReadOnlyDictionary<string, string> Values);
