namespace StyleForge.Models.Descriptions;

/// <summary>A file in a package.</summary>
/// <param name="Registry">Where the package is published.</param>
/// <param name="Package">Its name there.</param>
/// <param name="Version">Its version.</param>
/// <param name="Member">The weight file's name in it, with its folders.</param>
public sealed record PackagePlace(PackageRegistry Registry, string Package, string Version, string Member) : WeightPlace
{
    /// <summary><c>npm nsfwjs 4.3.0</c>.</summary>
    public override string ToString() => $"{(Registry == PackageRegistry.Npm ? "npm" : "NuGet")} {Package} {Version}";
}
