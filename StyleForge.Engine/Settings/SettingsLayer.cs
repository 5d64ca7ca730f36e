using Microsoft.Extensions.Configuration;

namespace StyleForge.Engine.Settings;

/// <summary>Values from one place. A layer holds settings only: its keys are the catalogue's names, in upper or lower case.</summary>
/// <param name="Origin">Where they come from, as people are told: <c>appsettings.json</c>, <c>command line</c>.</param>
/// <param name="Values">The values; lists as <c>styleLayers:0</c>, <c>styleLayers:1</c> or as one text with commas.</param>
public sealed record SettingsLayer(string Origin, IConfiguration Values);
