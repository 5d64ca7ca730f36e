using System.Security;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>
/// Packages with weights in them, fetched through the client of their registry, which knows where that is and how to get there: each once, into a temporary folder that
/// disposing takes away.
/// </summary>
/// <param name="environment">Runs the clients.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class PackageArchives(HostEnvironment environment, IDownloadObserver observer) : IDisposable
{
    private const string Project = "fetch.csproj";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<PackagePlace, WeightArchive> _archives = [];
    private readonly Dictionary<PackagePlace, string> _failures = [];
    private readonly List<DirectoryInfo> _folders = [];

    /// <summary>The package that has a file; fetched where it was not before. One that could not be had is not tried again.</summary>
    /// <exception cref="DownloadFailure">It cannot be had.</exception>
    /// <exception cref="WeightFormatException">What came is no package, or a dangerous one.</exception>
    /// <exception cref="IOException">The temporary folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public WeightArchive Open(PackagePlace place)
    {
        var package = place with { Member = "" };
        if (_failures.TryGetValue(package, out var known))
        {
            throw new DownloadFailure(known) { MayPass = true };
        }

        if (!_archives.TryGetValue(package, out var archive))
        {
            var path = Fetch(package);
            archive = WeightArchive.Open(path) ?? throw new DownloadFailure($"{Program(package)} fetched {Path.GetFileName(path)}, which is no archive");
            _archives.Add(package, archive);
        }

        return archive;
    }

    /// <summary>What one types to fetch a package by hand.</summary>
    public static string ByHand(PackagePlace package) => package.Registry == PackageRegistry.Npm
        ? $"npm pack {package.Package}@{package.Version}"
        : $"dotnet package download {package.Package}@{package.Version}";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var archive in _archives.Values)
        {
            archive.Dispose();
        }

        foreach (var folder in _folders)
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A client that was interrupted may still write there; what became of the pull is what is to be told.
            }
        }
    }

    private static string Program(PackagePlace package) => package.Registry == PackageRegistry.Npm ? "npm" : "dotnet";

    private string Fetch(PackagePlace package)
    {
        var folder = Directory.CreateTempSubdirectory("styleforge-package-");
        _folders.Add(folder);
        var (call, found) = package.Registry == PackageRegistry.Npm ? Npm(package, folder) : NuGet(package, folder);
        Run(call, package, folder);
        return Directory.EnumerateFiles(folder.FullName, found, SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new DownloadFailure($"{call.Program} said that it fetched {package}, but left no package");
    }

    // Nothing of the package is run: its archive is taken as it is.
    private static (ProgramCall Call, string Found) Npm(PackagePlace package, DirectoryInfo folder) =>
        (new ProgramCall("npm", ["pack", $"{package.Package}@{package.Version}", "--ignore-scripts", "--loglevel=error", "--logs-max=0"], folder.FullName), "*.tgz");

    // A project that wants the package and no more. It names no framework package, so nothing else is fetched.
    private static (ProgramCall Call, string Found) NuGet(PackagePlace package, DirectoryInfo folder)
    {
        File.WriteAllText(Path.Combine(folder.FullName, Project), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.0</TargetFramework>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{SecurityElement.Escape(package.Package)}" Version="[{SecurityElement.Escape(package.Version)}]" />
              </ItemGroup>
            </Project>
            """);
        return (
            new ProgramCall("dotnet", ["restore", Project, "--packages", "packages"], folder.FullName),
            $"{package.Package.ToLowerInvariant()}.{package.Version.ToLowerInvariant()}.nupkg");
    }

    private void Run(ProgramCall call, PackagePlace package, DirectoryInfo folder)
    {
        var name = package.ToString();
        observer.Observe(new DownloadStarted(name, call.Program, 0, null));
        var running = environment.RunProgram(call, environment.Interrupted);
        var (begun, seen) = (Size(folder), 0L);
        while (Task.WaitAny([running], Pause) < 0)
        {
            // Some clients put a package down bit by bit, others at once.
            if (Size(folder) - begun is var come && come > seen)
            {
                observer.Observe(new DownloadAdvanced(name, seen = come, null));
            }
        }

        var failure = running.GetAwaiter().GetResult() switch
        {
            null => $"{package} is fetched by '{call.Program}', which is not on the PATH: install {(package.Registry == PackageRegistry.Npm ? "Node.js with npm" : "the .NET SDK")}",
            { ExitCode: 0 } => null,
            { Lines: [.., var last] } => $"'{call.Program} {call.Arguments[0]}' could not fetch {package}: {last.TrimEnd('.')}",
            var result => $"'{call.Program} {call.Arguments[0]}' could not fetch {package}: it ended with {result.ExitCode}",
        };
        if (failure is not null)
        {
            _failures.Add(package, failure);
            throw new DownloadFailure(failure) { MayPass = true };
        }

        observer.Observe(new DownloadChecking(name));
    }

    // The client may move a file away between two looks.
    private static long Size(DirectoryInfo folder)
    {
        try
        {
            return folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
