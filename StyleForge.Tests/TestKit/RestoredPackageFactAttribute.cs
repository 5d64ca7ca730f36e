namespace StyleForge.Tests.TestKit;

/// <summary>
/// A test that needs a package of NuGet as a restore leaves it in the user's folder, and the data folder of <see cref="TestData"/>; reported as skipped where one of them is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RestoredPackageFactAttribute : FactAttribute
{
    public RestoredPackageFactAttribute(string package, string version)
    {
        (Package, Version) = (package, version);
        if (TestData.Folder is null || !Directory.Exists(Path(package, version)))
        {
            Skip = $"Needs a package and pictures: restore a project with <PackageDownload Include=\"{package}\" Version=\"[{version}]\" /> and set STYLEFORGE_TEST_DATA to the folder of pictures.";
        }
    }

    public string Package { get; }

    public string Version { get; }

    /// <summary>Where a restored package is.</summary>
    public static string Path(string package, string version) => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages ? packages : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        package.ToLowerInvariant(),
        version);
}
