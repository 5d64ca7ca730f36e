using StyleForge.Models.Networks;

namespace StyleForge.Hosting;

/// <summary>Finds weight files on this machine, without opening them.</summary>
/// <param name="environment">Folders and variables.</param>
internal sealed class WeightLibrary(HostEnvironment environment)
{
    /// <summary>Environment variable with a folder to look in first.</summary>
    public const string Variable = "STYLEFORGE_WEIGHTS";

    private static readonly string[] Endings = [".safetensors", ".pth", ".pt"];

    /// <summary>Where imported files go.</summary>
    public string UserFolder { get; } = new UserFolders(environment).Weights;

    /// <summary>The folders that are looked in, in order.</summary>
    public IReadOnlyList<string> Folders { get; } =
    [
        .. environment.Variable(Variable) is { } named ? [Path.GetFullPath(named, environment.WorkingDirectory)] : Array.Empty<string>(),
        new UserFolders(environment).Weights,
        new UserFolders(environment).TorchCheckpoints,
    ];

    /// <summary>
    /// The weight file of a network: in each folder first the one imported under the network's name
    /// (<c>vgg19.safetensors</c>, or <c>vgg19.pth</c> where the file was kept as it is), then the published one under its own name (<c>vgg19-dcbb9e9d.pth</c>).
    /// </summary>
    /// <returns>An absolute path; null where no folder has one.</returns>
    public string? Find(NetworkDescription network) => Folders
        .SelectMany(folder => Names(network).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>All weight files of the folders, by folder and name.</summary>
    public IEnumerable<FileInfo> Files() =>
        from folder in Folders.Distinct()
        where Directory.Exists(folder)
        from file in new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
        where Endings.Contains(file.Extension)
        select file;

    /// <summary>Names under which <c>weights import</c> keeps a network's weights, of which it leaves one in place.</summary>
    public static IReadOnlyList<string> Imported(NetworkDescription network) => [$"{network.Name}.safetensors", $"{network.Name}.pth"];

    private static IEnumerable<string> Names(NetworkDescription network) =>
    [
        .. Imported(network),
        .. network.Facts.Weights is { } published ? [published.FileName] : Array.Empty<string>(),
    ];
}
