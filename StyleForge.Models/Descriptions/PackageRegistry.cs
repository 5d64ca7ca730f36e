namespace StyleForge.Models.Descriptions;

/// <summary>Where packages are published; each has a client of its own.</summary>
public enum PackageRegistry
{
    /// <summary>npm: its packages are fetched by <c>npm</c>.</summary>
    Npm,

    /// <summary>NuGet: its packages are fetched by <c>dotnet</c>.</summary>
    NuGet,
}
