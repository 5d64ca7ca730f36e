using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>Networks that are fetched together, by one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Networks">The networks.</param>
public sealed record NetworkSet(string Name, IReadOnlyList<NetworkDescription> Networks);
